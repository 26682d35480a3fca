/** Small projects on disk, and the command run in them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCli } from '../src/cli/run-cli.ts'
import { scratchFolder } from './scratch.ts'

/** Returns its absolute folder. Files of an earlier call stay. */
export function createProject(name: string, files: Readonly<Record<string, string>>): string {
  const root = scratchFolder(name)
  for (const [path, text] of Object.entries(files)) writeProjectFile(root, path, text)
  return root
}

export function writeProjectFile(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

export async function mizan(root: string, ...words: string[]) {
  const printed = { out: '', error: '' }
  const terminal = {
    workingDirectory: root,
    isColored: false,
    writeOut: (text: string) => void (printed.out += text),
    writeError: (text: string) => void (printed.error += text),
  }
  const code = await runCli(words, terminal, new AbortController().signal)
  return { code, ...printed }
}
