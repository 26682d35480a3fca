/** Defaults in types: JSON by the rules of the protocol (IR.md, IR-6, IR-17). */
import { IrError } from '../ir/ir-error.ts'
import type { JsonValue } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'

/** @throws IrError for a text that is no JSON. */
export function parseDefault(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch {
    throw new IrError(`The default ${text} is no JSON.`)
  }
}
