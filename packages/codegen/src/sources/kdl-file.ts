/** IR from a file. */
import { readFile } from 'node:fs/promises'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { decodeIrText } from './ir-bytes.ts'
import type { IrSource } from './ir-source.ts'

export class FileIrSource implements IrSource {
  readonly label: string
  readonly watchedPaths: readonly string[]

  constructor(path: string) {
    this.label = path
    this.watchedPaths = [path]
  }

  async load(): Promise<string> {
    return decodeIrText(await this.#read(), this.label)
  }

  async dispose(): Promise<void> {}

  async #read(): Promise<Uint8Array> {
    try {
      return await readFile(this.label)
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      const hint = 'Mend `source.file` in mizan.config.ts.'
      throw new DiagnosticsError([
        createError(`The IR file cannot be read: ${reason}`, { file: this.label }, hint),
      ])
    }
  }
}
