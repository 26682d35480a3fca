/** Carries out planned changes. A file is replaced in one step, so that nobody ever reads half of it. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FileChange } from './plan-changes.ts'

export async function applyChanges(changes: readonly FileChange[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'remove') await rm(change.path, { force: true })
    else if (change.kind !== 'keep') await replaceFile(change.path, change.after)
  }
}

/** Creates folders on the way. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  // No `.ts`: watchers of the project's build should not see it.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, text)
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}
