/** A server as a child process: started, known by the line that says its URL, and ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, dirname, join, resolve as toPath } from 'node:path'
import { ROOT } from './target.ts'

export interface StartOptions {
  readonly command: readonly string[]
  /** From the root of the project. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
}

export interface RunningServer {
  readonly url: string
  /** Settles when the process is gone. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 2000
const running = new Set<ChildProcess>()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export function startServer(options: StartOptions): Promise<RunningServer> {
  const child = spawnCommand(options)
  running.add(child)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child)
      resolve()
    })
  })
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (reason: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`${options.command.join(' ')} ${reason}\n${said.slice(-2000)}`))
    }
    const timer = setTimeout(() => fail(`did not listen within ${START_LIMIT_MS} ms`), START_LIMIT_MS)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`ended with ${code}`))
    const listen = (piece: Buffer): void => {
      said = (said + piece.toString('utf8')).slice(-20_000)
      const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)\s*$/m.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      child.removeAllListeners('error')
      resolve({ url, stop: () => stop(child, gone) })
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-20_000)
    })
  })
}

/** Node and the project's own programs come first, so that `node`, `mizan` and `python` are those of the project. */
export function spawnCommand({ command, folder, environment }: StartOptions): ChildProcess {
  const [program = '', ...words] = command
  const path = [
    dirname(process.execPath),
    join(ROOT, 'node_modules/.bin'),
    join(ROOT, '.cache/python/bin'),
    process.env['PATH'],
  ]
  return spawn(program, words, {
    cwd: toPath(ROOT, folder),
    env: { ...process.env, PATH: path.join(delimiter), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await gone
  clearTimeout(timer)
}
