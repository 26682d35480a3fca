/** Checks of JSON from outside, made once per type (SPEC.md, Structure before libraries). */
import type { Field, TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import type { JsonValue } from '../json/json-value.ts'
import type { CheckResult } from './check-result.ts'
import { compileStruct } from './check-struct.ts'
import { createCompilation } from './compile-type.ts'
import { type Check, createWalk, fieldProblems } from './walk.ts'

export type Checker = (value: unknown) => CheckResult

/**
 * A checker of decoded JSON against a type, which also brings it to normal form.
 * @throws IrError for a type that means nothing: an unknown name, members that cannot be told apart, a bad pattern.
 */
export function compileChecker(type: TypeExpression, types: NamedTypes): Checker {
  return toChecker(createCompilation(types).compile(type))
}

/** The same for an object with these members: the arguments of a function. */
export function compileFieldsChecker(fields: readonly Field[], types: NamedTypes): Checker {
  return toChecker(compileStruct(fields, createCompilation(types)))
}

function toChecker(check: Check): Checker {
  return (value) => {
    const walk = createWalk()
    const normal = check(value, walk)
    if (walk.problems !== undefined) return { ok: false, fields: fieldProblems(walk) }
    return { ok: true, value: normal as JsonValue }
  }
}
