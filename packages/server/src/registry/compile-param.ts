/** A param of a context: how a value that stands in a target comes to its canonical text. */

import { canonicalText, compileChecker, compileEncoder, type JsonValue } from '@mizan/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isFieldImpliedByIr } from '../schema/implied-by-ir.ts'
import { compileNativeDecoder } from '../schema/native-decoder.ts'
import { type NativeTypes, spreadSets } from '../schema/native-plan.ts'
import { isStandardSchema } from '../schema/standard-schema.ts'
import { compileNormalizer } from './compile-arguments.ts'
import type { ParamDraft } from './read-contexts.ts'
import type { RegisteredParam } from './registry.ts'

export function compileParam(param: ParamDraft, natives: NativeTypes): RegisteredParam {
  const { name, type, source } = param
  const plan = source.input.members.get(name)
  const encode = compileEncoder(type, natives.types)
  const check = compileChecker(type, natives.types)
  const decode = compileNativeDecoder(plan, natives) ?? ((value: unknown) => value)
  const normalizer = compileNormalizer(param, plan, natives)
  const declared = schemaOf(source.collected.declaration.options.input, name)
  const isImplied = isFieldImpliedByIr(declared, param, { types: natives.types, side: 'input' })
  const schema = isImplied ? undefined : declared
  return {
    name,
    type,
    required: param.required === true,
    usedBy: param.usedBy,
    canonicalText: (value) => canonicalText(type, value, natives.types),
    normalize(value) {
      const checked = check(encodeOrNothing(encode, value))
      if (!checked.ok) return undefined
      const result = schema?.['~standard'].validate(decode(checked.value))
      if (result === undefined) return checked.value
      const finish = (settled: StandardSchemaV1.Result<unknown>): JsonValue | undefined =>
        settled.issues === undefined ? normalizer(settled.value, checked.value) : undefined
      return result instanceof Promise ? result.then(finish) : finish(result)
    },
  }
}

/** `undefined` fits no type. */
function encodeOrNothing(encode: (value: unknown) => JsonValue, value: unknown): JsonValue | undefined {
  try {
    return encode(spreadSets(value))
  } catch {
    return undefined
  }
}

/** Of an object schema the member's own schema, where the library shows it (`shape` of Zod); else the structure alone decides. */
function schemaOf(input: unknown, name: string): StandardSchemaV1 | undefined {
  const members: unknown = isStandardSchema(input) ? (input as { shape?: unknown }).shape : input
  if (typeof members !== 'object' || members === null || !Object.hasOwn(members, name)) return undefined
  const member = (members as Record<string, unknown>)[name]
  return isStandardSchema(member) ? member : undefined
}
