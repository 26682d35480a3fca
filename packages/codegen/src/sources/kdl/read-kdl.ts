/** KDL text → nodes. */
import type { KdlNode } from './kdl-node.ts'
import { readPlainKdl } from './plain-kdl.ts'
import { readWholeKdl } from './whole-kdl.ts'

/** What printers write takes the quick way. Throws DiagnosticsError. `file` is the name used in messages. */
export function readKdl(text: string, file: string): KdlNode[] {
  return readPlainKdl(text) ?? readWholeKdl(text, file)
}
