/** The taskboard as a process of its own, on a free port, with a database of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { preparePython } from '../../../scripts/python-runtime/prepare-python.ts'

export interface TaskboardProcess {
  readonly url: string
  /** Where the files of its data are. */
  readonly folder: string
  stop(): Promise<void>
}

/** Each serves the same front end, the same functions and the same data. */
export const BACKENDS = ['typescript', 'django', 'fastapi'] as const
export type Backend = (typeof BACKENDS)[number]

interface Command {
  readonly command: string
  readonly words: readonly string[]
}

const COMMANDS: Readonly<Record<Backend, () => Command>> = {
  typescript: () => ({
    command: process.execPath,
    words: [
      '--conditions=mizan-source',
      '--disable-warning=ExperimentalWarning',
      fromExample('server/main.ts'),
    ],
  }),
  django: () => ({ command: preparePython(), words: [fromExample('django/main.py')] }),
  fastapi: () => ({ command: preparePython(), words: [fromExample('fastapi/main.py')] }),
}

/** How a backend is started, before its own options `--port`, `--database` and `--web`. */
export function toCommand(backend: Backend): Command {
  return COMMANDS[backend]()
}

/** Throws for a name that is none of them; undefined is the first. */
export function toBackend(name: string | undefined): Backend {
  const backend = BACKENDS.find((known) => known === (name ?? BACKENDS[0]))
  if (backend === undefined) throw new Error(`There is no backend ${name}; there are ${BACKENDS.join(', ')}.`)
  return backend
}

export interface TaskboardOptions {
  /** Default: the one that the environment variable MIZAN_BACKEND names, else TypeScript. */
  readonly backend?: Backend | undefined
  /** Folder of a built front end; default: `dist/` of the example. */
  readonly web?: string | undefined
  /** Beside those of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

export async function startTaskboard(options: TaskboardOptions = {}): Promise<TaskboardProcess> {
  const { backend = toBackend(process.env['MIZAN_BACKEND']), web, environment } = options
  const { command, words } = toCommand(backend)
  const folder = await mkdtemp(join(tmpdir(), 'taskboard-'))
  const args = [...words, '--port', '0', '--database', join(folder, 'taskboard.sqlite')]
  const child = spawn(command, web === undefined ? args : [...args, '--web', web], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const ended = once(child, 'exit')
  const url = await Promise.race([readUrl(child.stdout), ended.then(() => undefined)])
  if (url === undefined)
    throw new Error('The taskboard ended before it served anything; its words are above.')
  // Whatever else it prints must not fill the pipe.
  child.stdout.resume()
  return {
    url,
    folder,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function readUrl(output: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: output })) {
    const url = /http:\/\/[\w.:]+/.exec(line)?.[0]
    if (url !== undefined) return url
  }
  return undefined
}

function fromExample(path: string): string {
  return new URL(`../${path}`, import.meta.url).pathname
}
