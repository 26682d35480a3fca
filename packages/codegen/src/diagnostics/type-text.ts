/** A type inside a sentence: its IR text on one line. */
import { printType, type TypeExpression } from '@mizan/protocol'

export function typeText(type: TypeExpression): string {
  return printType(type).trim().replaceAll(/\s+/g, ' ')
}
