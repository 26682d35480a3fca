/** Runs one program in the foreground from the project's root and says how long it took. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './house/source-file.ts'

export interface Step {
  readonly command: string
  readonly words: readonly string[]
  /** From the root. */
  readonly folder?: string
}

/** True when it exited with 0; what it printed is shown only when it did not. */
export function runStep(name: string, { command, words, folder }: Step): boolean {
  const begun = performance.now()
  const cwd = folder === undefined ? ROOT : join(ROOT, folder)
  const done = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  })
  const ok = done.status === 0
  if (!ok) process.stdout.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}\n`)
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
  return ok
}

/** A script of this repository, run from the sources of the packages. */
export function nodeStep(script: string, ...words: readonly string[]): Step {
  return { command: process.execPath, words: [...SOURCES, join(ROOT, script), ...words] }
}

/** What makes Node read the packages from their sources. */
export const SOURCES: readonly string[] = [
  '--conditions=mizan-source',
  '--disable-warning=ExperimentalWarning',
]
