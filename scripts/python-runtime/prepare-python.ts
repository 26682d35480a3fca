/** The virtual environment that everything in Python runs in: made once for each state of requirements.txt, under .cache/. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../house/source-file.ts'

/** A path without the version in it, so that editors and settings can name it. */
const FOLDER = join(ROOT, '.cache/python')
const REQUIREMENTS = join(ROOT, 'scripts/python-runtime/requirements.txt')
/** 3.11 is the oldest that is supported; the first of these that exists is used. */
const INTERPRETERS = ['python3.11', 'python3.12', 'python3.13', 'python3.14', 'python3']

/** Absolute path of its interpreter, with the packages of requirements.txt and this checkout's `mizan` importable. */
export function preparePython(): string {
  const interpreter = join(FOLDER, 'bin/python')
  const stamp = join(FOLDER, '.mizan-requirements')
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return interpreter
  process.stderr.write('mizan: making the Python environment in .cache/python/\n')
  rmSync(FOLDER, { recursive: true, force: true })
  createEnvironment(findInterpreter())
  run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS])
  linkCheckout()
  // Written last, so that an interrupted install starts anew.
  writeFileSync(stamp, wanted)
  return interpreter
}

/** The environment's own programs (pytest, ruff) come first on the path. */
export function withPython(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  preparePython()
  return { ...environment, PATH: `${join(FOLDER, 'bin')}:${environment.PATH ?? ''}` }
}

function findInterpreter(): string {
  const isNewEnough = 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)'
  const found = INTERPRETERS.find((name) => spawnSync(name, ['-c', isNewEnough]).status === 0)
  if (found === undefined) throw new Error('Python 3.11 or newer is needed. Install it and try again.')
  return found
}

/** Debian keeps the module that makes environments in a package of its own. */
function createEnvironment(python: string): void {
  const words = ['-m', 'venv', FOLDER]
  if (spawnSync(python, words).status === 0) return
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-venv'])
  }
  run(python, words)
}

function linkCheckout(): void {
  const library = join(FOLDER, 'lib')
  const version = readdirSync(library).find((name) => name.startsWith('python3'))
  if (version === undefined) throw new Error(`${library} holds no Python library.`)
  writeFileSync(join(library, version, 'site-packages/mizan-checkout.pth'), `${join(ROOT, 'python')}\n`)
}

function run(command: string, words: readonly string[]): void {
  const done = spawnSync(command, words, { stdio: ['ignore', 2, 2] })
  if (done.status !== 0) throw new Error(`${command} ${words.join(' ')} failed; its message is above.`)
}
