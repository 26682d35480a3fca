// Runs a verb of this folder under a current Node with the locked dependencies in place: `node scripts/start.mjs VERB [arguments]`.
// Plain JavaScript for Node 18 and newer, because it runs before either is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OLDEST_MAJOR = 24

const [verb, ...rest] = process.argv.slice(2)
const script = join(ROOT, 'scripts', `${verb}.ts`)
if (!verb || !/^[a-z-]+$/.test(verb) || !existsSync(script)) {
  stop(`no script for "${verb ?? ''}". Look into scripts/: each verb is a file there.`)
}
const node = findNode()
const environment = {
  ...process.env,
  PATH: [dirname(node), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
}
// Inside `npm ci` itself the dependencies have just been placed.
if (process.env.npm_lifecycle_event !== 'prepare') installDependencies()
const run = spawnSync(
  node,
  ['--conditions=mizan-source', '--disable-warning=ExperimentalWarning', script, ...rest],
  {
    stdio: 'inherit',
    env: environment,
  },
)
process.exit(run.status ?? 1)

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) return process.execPath
  const source = join(ROOT, 'scripts/node-runtime')
  const folder = join(ROOT, '.cache', `node-${hashOf(join(source, 'package-lock.json'))}`)
  const binary = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  if (existsSync(binary)) return binary
  if (process.platform !== 'linux')
    stop(`Node ${OLDEST_MAJOR} or newer is needed, this is ${process.version}. Install it and try again.`)
  say(`this Node is ${process.version}; fetching Node ${OLDEST_MAJOR} into .cache/`)
  const fresh = `${folder}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  cpSync(source, fresh, { recursive: true })
  npm(['ci', '--ignore-scripts', '--prefix', fresh], fresh)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  if (!existsSync(binary))
    stop(
      `there is no packaged Node for ${process.platform}-${process.arch}. Install Node ${OLDEST_MAJOR} and try again.`,
    )
  return binary
}

// The stamp holds the lockfile's hash and is written last, so that an interrupted install starts anew.
function installDependencies() {
  const stamp = join(ROOT, 'node_modules/.mizan-lock')
  const wanted = hashOf(join(ROOT, 'package-lock.json'))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing the locked dependencies')
  // No package needs its install script here: every binary ships inside a registry package.
  npm(['ci', '--ignore-scripts'], ROOT)
  writeFileSync(stamp, wanted)
}

function npm(words, cwd) {
  const done = spawnSync('npm', [...words, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 2, 2],
    env: environmentForNpm(),
  })
  if (done.status !== 0) stop(`\`npm ${words.join(' ')}\` failed; its message is above.`)
}

// Workspaces and the caller's prefix must not leak into an install of another folder.
function environmentForNpm() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)
}

function say(text) {
  process.stderr.write(`mizan: ${text}\n`)
}

function stop(text) {
  say(text)
  process.exit(2)
}
