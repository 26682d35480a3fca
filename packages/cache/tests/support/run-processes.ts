/** Several processes of one program at once, each of which says one JSON value, or is killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface RanProcess {
  readonly signal: NodeJS.Signals | null
  readonly said: unknown
}

export function runProcesses(program: string, words: readonly (readonly string[])[]): Promise<RanProcess[]> {
  return Promise.all(words.map((own) => runProcess(program, own)))
}

async function runProcess(program: string, words: readonly string[]): Promise<RanProcess> {
  const child = spawn(process.execPath, ['--conditions=mizan-source', program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, complaint, ended] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  if (complaint !== '') throw new Error(complaint)
  const signal = ended[1] as NodeJS.Signals | null
  return { signal, said: said === '' ? undefined : JSON.parse(said) }
}
