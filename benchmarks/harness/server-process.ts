/** A server in a process of its own, with its CPU time; stopped by its own id. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Contestant, Question } from '../servers/contestant.ts'
import { CONTESTANTS } from '../servers/contestants.ts'

export interface ServerProcess {
  readonly name: string
  readonly port: number
  readonly contestant: Contestant
  /** CPU time since the start, user and system, in microseconds. */
  cpuMicros(): Promise<number>
  stop(): Promise<void>
}

const PROGRAM = join(import.meta.dirname, '../servers/serve-contestant.ts')
const PATIENCE_MS = 20_000
const GRACE_MS = 2000

/** `execArgv`: none for the packages as they are published, the source condition in tests. */
export async function startServer(name: string, execArgv: readonly string[] = []): Promise<ServerProcess> {
  const load = CONTESTANTS[name]
  if (load === undefined) throw new Error(`There is no server named ${name}.`)
  const child = fork(PROGRAM, [name], {
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { port } = await nextMessage<{ port: number }>(child)
  return {
    name,
    port,
    contestant: await load(),
    async cpuMicros() {
      const answered = nextMessage<{ cpu: NodeJS.CpuUsage }>(child)
      child.send('cpu')
      const { cpu } = await answered
      return cpu.user + cpu.system
    },
    stop: () => stopChild(child),
  }
}

/** The answer of a question without the framework's envelope. */
export async function ask(port: number, question: Question): Promise<unknown> {
  const { method, path, headers, body } = question.asking
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const text = await answer.text()
  if (!answer.ok && answer.status !== 207) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return question.unwrap(JSON.parse(text))
}

function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new Error('a server process does not answer'))),
      PATIENCE_MS,
    )
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      child.off('message', onMessage).off('exit', onExit)
      settle()
    }
    const onMessage = (message: unknown): void => finish(() => resolve(message as Message))
    const onExit = (code: number | null): void =>
      finish(() => reject(new Error(`a server process ended: ${code}`)))
    child.on('message', onMessage).on('exit', onExit)
  })
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    // It ends by itself, with what it started.
    if (child.connected) child.disconnect()
    else child.kill('SIGKILL')
  })
}
