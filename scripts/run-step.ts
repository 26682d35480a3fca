/** Runs one program in the foreground from the project's root and says how long it took. */
import { spawnSync } from 'node:child_process'
import { ROOT } from './house/source-file.ts'

export interface StepOptions {
  /** From the root. */
  readonly folder?: string
  readonly quiet?: boolean
}

/** True when it exited with 0. */
export function runStep(
  name: string,
  command: string,
  words: readonly string[],
  options: StepOptions = {},
): boolean {
  const begun = performance.now()
  const cwd = options.folder === undefined ? ROOT : `${ROOT}/${options.folder}`
  const done = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  })
  const ok = done.status === 0
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  if (!ok) process.stdout.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}\n`)
  if (!ok || options.quiet !== true) console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  return ok
}
