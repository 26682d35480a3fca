/** IR text is UTF-8 (IR.md, Canonical text). */
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'

/** Throws DiagnosticsError where the bytes are not UTF-8. `file` is the name used in messages. */
export function decodeIrText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new DiagnosticsError([createError('The IR text is not UTF-8', { file })])
  }
}
