/** `index.ts`: everything that needs no framework, from one place. */
import { type FileOptions, GeneratedFile } from './generated-file.ts'

/** `files` are the ones to export from. Codecs stay inside: descriptors use them. */
export function emitIndexFile(files: readonly GeneratedFile[], options: FileOptions): GeneratedFile {
  const index = new GeneratedFile('index', options)
  for (const file of files) {
    if (file.module === 'codecs') continue
    index.exportAllFrom(file.module, file.module === 'model')
  }
  return index
}
