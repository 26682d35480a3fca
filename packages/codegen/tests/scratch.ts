/** Folders for one run of the tests. */
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const made = new Set<string>()

/** `inside` this package, where imports of packages resolve, or `elsewhere`, out of reach of the repository's settings. */
export function scratchFolder(name: string, where: 'inside' | 'elsewhere' = 'inside'): string {
  const parent = where === 'inside' ? join(dirname(import.meta.dirname), '.cache') : tmpdir()
  const folder = join(parent, `mizan-codegen-${process.pid}`, name)
  mkdirSync(folder, { recursive: true })
  made.add(dirname(folder))
  return folder
}

export function removeScratch(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
}
