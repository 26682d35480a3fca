/** A handler's result → text of wire JSON: validated by the schema library, then written by the IR. */

import { compileEncoder, compileWriter, EncodeError, encodePointer, type JsonValue } from '@mizan/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isImpliedByIr } from '../schema/implied-by-ir.ts'
import { holdsNatives, type NativeTypes, spreadSets } from '../schema/native-plan.ts'
import type { Reading } from '../schema/reading.ts'
import { isStandardSchema } from '../schema/standard-schema.ts'

/** @throws EncodeError when the value does not fit; rejects when the library is asynchronous. */
export type ResultEncoder = (value: unknown) => string | Promise<string>

export function compileResult(schema: unknown, reading: Reading, natives: NativeTypes): ResultEncoder {
  // Whatever a handler without an output returns is nobody's business.
  if (!isStandardSchema(schema)) return () => 'null'
  const write = compileWriter(reading.type, natives.types)
  if (isImpliedByIr(schema, reading.type, { types: natives.types, side: 'output' })) return write
  const spread = holdsNatives(reading.plan, natives.plans) ? spreadSets : undefined
  const finish = (result: StandardSchemaV1.Result<unknown>): string => {
    if (result.issues !== undefined) throw toEncodeError(result.issues)
    return write(spread === undefined ? result.value : spread(result.value))
  }
  return (value) => {
    const result = schema['~standard'].validate(value)
    return result instanceof Promise ? result.then(finish) : finish(result)
  }
}

/** Details of a declared error are thrown and cannot wait: an asynchronous library is passed over. */
export function compileDetails(
  schema: unknown,
  reading: Reading,
  natives: NativeTypes,
): (details: unknown) => JsonValue {
  const encode = compileResult(schema, reading, natives)
  if (!isStandardSchema(schema)) return () => null
  const encodeUnchecked = compileEncoder(reading.type, natives.types)
  return (details) => {
    const encoded = encode(details)
    if (!(encoded instanceof Promise)) return JSON.parse(encoded) as JsonValue
    encoded.catch(() => undefined)
    return encodeUnchecked(spreadSets(details))
  }
}

function toEncodeError(issues: readonly StandardSchemaV1.Issue[]): EncodeError {
  const [first] = issues
  const path = (first?.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
  const pointer = encodePointer(path.map((key) => (typeof key === 'number' ? key : String(key))))
  return new EncodeError(pointer, `is refused by its schema: ${first?.message ?? 'no reason given'}`)
}
