/** Compares generated files with a folder: what to write, what to leave, which files of an earlier run to remove. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createError, type Diagnostic, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { OWN_FILE_MARK, OWN_JSON_MARK } from '../emit/first-line.ts'

export interface OutputFile {
  /** Name in the folder. */
  readonly name: string
  readonly text: string
}

export interface FileChange {
  /** Absolute. */
  readonly path: string
  readonly kind: 'create' | 'update' | 'remove' | 'keep'
  /** Empty when the file is created. */
  readonly before: string
  /** Empty when the file is removed. */
  readonly after: string
}

/** Sorted by path. Throws DiagnosticsError where a file of somebody else is in the way. */
export async function planChanges(folder: string, files: readonly OutputFile[]): Promise<FileChange[]> {
  const existing = await readFolder(folder)
  const changes: FileChange[] = []
  const refused: Diagnostic[] = []
  for (const { name, text } of files) {
    const before = existing.get(name)
    const path = join(folder, name)
    if (before === undefined) changes.push({ path, kind: 'create', before: '', after: text })
    else if (!isOwn(before)) refused.push(refuse(path))
    else changes.push({ path, kind: isSame(before, text) ? 'keep' : 'update', before, after: text })
  }
  if (refused.length > 0) throw new DiagnosticsError(refused)
  const wanted = new Set(files.map((file) => file.name))
  for (const [name, before] of existing) {
    if (!wanted.has(name) && isOwn(before))
      changes.push({ path: join(folder, name), kind: 'remove', before, after: '' })
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function readFolder(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await listFolder(folder)) {
    if (entry.isFile() && /\.(?:tsx?|json)$/.test(entry.name)) {
      files.set(entry.name, await readFile(join(folder, entry.name), 'utf8'))
    }
  }
  return files
}

async function listFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (code === 'ENOENT') return []
    const what =
      code === 'ENOTDIR'
        ? 'The output folder is a file'
        : `The output folder cannot be read (${String(code)})`
    throw new DiagnosticsError([createError(what, { file: folder }, 'Mend `out` in mizan.config.ts.')])
  }
}

function isOwn(text: string): boolean {
  return text.startsWith(OWN_FILE_MARK) || text.startsWith(OWN_JSON_MARK)
}

/** A checkout may have turned line ends to CRLF; that is no change of ours. */
function isSame(before: string, after: string): boolean {
  return before === after || before.replaceAll('\r\n', '\n') === after
}

function refuse(path: string): Diagnostic {
  const hint = 'Move it, or choose another `out`.'
  return createError('A file that mizan did not generate is in the way', { file: path, line: 1 }, hint)
}
