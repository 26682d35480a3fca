/** A runtime as a process of its own, with the small app bundled for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

export interface Running {
  readonly url: string
  close(): Promise<void>
}

const HERE = import.meta.dirname
const require = createRequire(import.meta.url)

/** Path of a program that comes with a package; undefined where the package is not made for this machine. */
export function findProgram(path: string): string | undefined {
  const modules = require.resolve.paths('x') ?? []
  return modules.map((folder) => join(folder, path)).find((file) => existsSync(file))
}

async function bundle(entry: string): Promise<{ readonly file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-runtime-'))
  const file = join(folder, entry.replace('.ts', '.mjs'))
  await build({
    entryPoints: [join(HERE, entry)],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['mizan-source', 'import'],
    logLevel: 'silent',
  })
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Starts `program ...args FILE` and waits for the line that names its URL. */
export async function startProcess(
  program: string,
  args: readonly string[],
  entry: string,
): Promise<Running> {
  const { file, remove } = await bundle(entry)
  return run(program, [...args, file], remove)
}

/** workerd takes a worker by a configuration beside it, and tells its port on a file descriptor. */
export async function startWorkerd(program: string): Promise<Running> {
  const { file, remove } = await bundle('serve-worker.ts')
  const config = join(dirname(file), 'config.capnp')
  writeFileSync(config, WORKERD_CONFIG)
  return run(program, ['serve', config, '--control-fd=1'], remove)
}

const WORKERD_CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "serve-worker.mjs")],
  compatibilityDate = "2026-07-01",
  compatibilityFlags = ["enable_request_signal"],
);
`

async function run(program: string, args: readonly string[], cleanUp: () => void): Promise<Running> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const url = await readUrl(child)
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          cleanUp()
          resolve()
        })
        child.kill('SIGKILL')
      }),
  }
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const onText = (text: unknown): void => {
      said += String(text)
      const url = /listening on (http:\S+)/.exec(said)?.[1]
      const port = /"event":"listen".*"port":(\d+)/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
      else if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
    }
    child.stdout?.on('data', onText)
    child.stderr?.on('data', onText)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)))
  })
}
