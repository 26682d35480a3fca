/** The files that the house rules look at: what git tracks, or would track, and that a person wrote. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** A broken rule: where, and what to do. */
export interface Finding {
  readonly path: string
  readonly line?: number
  readonly message: string
}

const GENERATED =
  /(^|\/)(generated|golden|dist|vectors)\/|examples\/[^/]+\/web\/mizan\/|package-lock\.json$|-lock\.json$/

export function listFiles(): string[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard']
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
}

export function readFiles(pattern: RegExp): SourceFile[] {
  return listFiles()
    .filter((path) => pattern.test(path) && !GENERATED.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
