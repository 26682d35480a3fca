/** Results of the app's own code to wire JSON as values, for who needs to look into them: a writer and a parser (SPEC.md, Names and values). */
import type { TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import type { JsonValue } from '../json/json-value.ts'
import { compileWriter } from './compile-writer.ts'

export type Encoder = (value: unknown) => JsonValue

/**
 * As `compileWriter`, but the answer is a value that shares nothing with the one that was given.
 * @throws EncodeError where the value does not fit the type; IrError while compiling, as `compileChecker`.
 */
export function compileEncoder(type: TypeExpression, types: NamedTypes): Encoder {
  const write = compileWriter(type, types)
  return (value) => JSON.parse(write(value)) as JsonValue
}
