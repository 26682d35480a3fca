/** Results of the app's own code to wire JSON, made once per type (SPEC.md, Names and values). */
import { MAX_DEPTH } from '../generated/limits.ts'
import type { TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import type { JsonValue } from '../json/json-value.ts'
import { createCompilation } from './compile-type.ts'
import { EncodeError } from './encode-error.ts'
import { createWalk, fieldProblems } from './walk.ts'

/** Levels that an answer puts around a value: the body, a list in it, an item of that, a bundle. */
const envelopeDepth = 4

export type Encoder = (value: unknown) => JsonValue

/**
 * An encoder of natives or JSON: `Date`, `bigint` and `Uint8Array` become texts, texts come to normal form, absent defaults are
 * filled in, members that the type does not declare are left out. Never rounds and never coerces. Bounds, lengths, patterns and
 * formats are not looked at: they guard what comes in.
 * @throws EncodeError where the value does not fit the type; IrError while compiling, as `compileChecker`.
 */
export function compileEncoder(type: TypeExpression, types: NamedTypes): Encoder {
  const check = createCompilation(types, {
    direction: 'out',
    maxDepth: MAX_DEPTH - envelopeDepth,
  }).compile(type)
  return (value) => {
    const walk = createWalk()
    const encoded = check(value, walk)
    for (const [pointer, messages] of Object.entries(fieldProblems(walk))) {
      throw new EncodeError(pointer, messages[0] ?? 'does not fit')
    }
    return encoded as JsonValue
  }
}
