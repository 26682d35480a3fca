/** Strings, and every type that travels as one. */
import type { StringFormat, TypeExpression } from '@mizan/protocol'
import { type JsonSchema, NATIVE, numberAt, stringAt } from './json-schema.ts'
import type { NativePlan } from './native-plan.ts'
import { toIRegexp } from './pattern.ts'
import { type ReadContext, type Reading, refuse } from './reading.ts'

/** A format that is an IR type of its own; patterns beside it are the library's way to say the same. */
const TYPES = {
  uuid: 'uuid',
  guid: 'uuid',
  'date-time': 'datetime',
  date: 'date',
  time: 'time',
  duration: 'duration',
  base64: 'bytes',
  byte: 'bytes',
  bigint: 'bigint',
  decimal: 'decimal',
} as const

/** A format of IR strings. */
const FORMATS: Readonly<Record<string, StringFormat>> = {
  email: 'email',
  uri: 'uri',
  url: 'uri',
  hostname: 'hostname',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
}

/** True when the format alone decides the type, whatever else the schema says. */
export function isTextFormat(schema: JsonSchema): boolean {
  const type = schema['type']
  return (type === undefined || type === 'string') && typeOfFormat(schema) !== undefined
}

export function readText(schema: JsonSchema, context: ReadContext): Reading {
  const native = schema[NATIVE]
  const plan: NativePlan | undefined =
    native === 'Date' || native === 'bigint' || native === 'Uint8Array' ? { kind: 'leaf', native } : undefined
  const kind = typeOfFormat(schema)
  if (kind === 'bigint' || kind === 'decimal') return { type: { kind, ...boundsOf(schema) }, plan }
  if (kind !== undefined) return { type: { kind }, plan }
  if (schema['format'] === 'binary')
    return refuse(context, 'files are not supported yet', 'Take bytes: z.base64().')
  return { type: readString(schema) }
}

export function boundsOf(schema: JsonSchema): { -readonly [Name in Bound]?: number } {
  const bounds: { [Name in Bound]?: number } = {}
  for (const [keyword, name] of BOUNDS) {
    const value = numberAt(schema, keyword)
    if (value !== undefined) bounds[name] = value
  }
  return bounds
}

type Bound = 'min' | 'max' | 'exclusiveMin' | 'exclusiveMax' | 'multipleOf'

const BOUNDS: readonly (readonly [string, Bound])[] = [
  ['minimum', 'min'],
  ['maximum', 'max'],
  ['exclusiveMinimum', 'exclusiveMin'],
  ['exclusiveMaximum', 'exclusiveMax'],
  ['multipleOf', 'multipleOf'],
]

function typeOfFormat(schema: JsonSchema): (typeof TYPES)[keyof typeof TYPES] | undefined {
  const format = stringAt(schema, 'format')
  if (format !== undefined && Object.hasOwn(TYPES, format)) return TYPES[format as keyof typeof TYPES]
  return stringAt(schema, 'contentEncoding') === 'base64' ? 'bytes' : undefined
}

function readString(schema: JsonSchema): TypeExpression {
  const name = stringAt(schema, 'format') ?? ''
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  const source = format === undefined ? stringAt(schema, 'pattern') : undefined
  const pattern = source === undefined ? undefined : toIRegexp(source)
  const minLength = numberAt(schema, 'minLength')
  const maxLength = numberAt(schema, 'maxLength')
  return {
    kind: 'string',
    ...(format === undefined ? {} : { format }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}
