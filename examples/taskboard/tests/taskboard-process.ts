/** The taskboard as a process of its own, on a free port, with a database of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface TaskboardProcess {
  readonly url: string
  stop(): Promise<void>
}

const MAIN = new URL('../server/main.ts', import.meta.url).pathname

/** `web`: folder of a built front end; default: `dist/` of the example. */
export async function startTaskboard(web?: string): Promise<TaskboardProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'taskboard-'))
  const args = [
    '--conditions=mizan-source',
    MAIN,
    '--port',
    '0',
    '--database',
    join(folder, 'taskboard.sqlite'),
  ]
  const child = spawn(process.execPath, web === undefined ? args : [...args, '--web', web], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const url = await Promise.race([readUrl(child.stdout), ended.then(() => undefined)])
  if (url === undefined)
    throw new Error('The taskboard ended before it served anything; its words are above.')
  // Whatever else it prints must not fill the pipe.
  child.stdout.resume()
  return {
    url,
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
