/** Objects with named members, and maps. */
import { type Field, isName } from '@mizan/protocol'
import { isJsonSchema, type JsonSchema, schemaAt, stringsAt } from './json-schema.ts'
import type { NativePlan } from './native-plan.ts'
import { below, type ReadContext, type Reading, refuse } from './reading.ts'

export function readObject(schema: JsonSchema, context: ReadContext): Reading {
  for (const keyword of UNSAYABLE) {
    if (schema[keyword] !== undefined)
      return refuse(context, `the IR has nothing for "${keyword}"`, 'Say it with an object or a map.')
  }
  const properties = schemaAt(schema, 'properties')
  const others = schema['additionalProperties']
  const isOpen = others === true || isJsonSchema(others)
  if (properties !== undefined && Object.keys(properties).length > 0) {
    if (!isOpen) return readStruct(properties, stringsAt(schema, 'required'), context)
    return refuse(
      context,
      'an object that lets other members through has no IR type',
      'Unknown members are mistakes on input: list the members, or use a map of one type (z.record) in a member of its own.',
    )
  }
  if (properties !== undefined && !isOpen) return { type: { kind: 'struct', fields: [] } }
  return readMap(schema, isJsonSchema(others) ? others : {}, context)
}

/** Keywords that make one member depend on another or on its name. */
const UNSAYABLE = ['patternProperties', 'if', 'dependentSchemas', 'dependentRequired', 'dependencies']

export interface Member {
  readonly name: string
  readonly reading: Reading
  readonly isRequired: boolean
}

/** Members → struct. A required member cannot have a default on input; on output a default says that the member is always there. */
export function structOf(members: readonly Member[], context: Pick<ReadContext, 'side'>): Reading {
  const plans = new Map<string, NativePlan>()
  const fields = members.map(({ name, reading, isRequired }): Field => {
    if (reading.plan !== undefined) plans.set(name, reading.plan)
    const hasDefault = reading.default !== undefined && !(isRequired && context.side === 'input')
    return {
      name,
      type: reading.type,
      ...(reading.doc === undefined ? {} : { doc: reading.doc }),
      ...(hasDefault ? { default: reading.default } : isRequired ? {} : { optional: true }),
      ...(reading.example === undefined ? {} : { example: reading.example }),
      ...(reading.deprecated === true ? { deprecated: true } : {}),
    }
  })
  return {
    type: { kind: 'struct', fields },
    plan: plans.size === 0 ? undefined : { kind: 'struct', members: plans },
  }
}

/** Reads one member, and refuses names and types that cannot be members. */
function readMember(name: string, schema: JsonSchema, context: ReadContext): Reading {
  const here = below(context, `.${name}`)
  if (!isName(name))
    refuse(
      here,
      `"${name}" is no name for a member`,
      'Names are a letter, then letters, digits and underscores, at most 128.',
    )
  const reading = context.read(schema, here)
  if (reading.isUndefined === true)
    return refuse(
      here,
      'a member that is always undefined has no IR type',
      'Leave it out, or make it nullable.',
    )
  return reading
}

function readStruct(properties: JsonSchema, required: readonly string[], context: ReadContext): Reading {
  const members = Object.entries(properties).map(([name, schema]) => ({
    name,
    reading: readMember(name, isJsonSchema(schema) ? schema : {}, context),
    isRequired: required.includes(name),
  }))
  return structOf(members, context)
}

/** Keys from a fixed list make a struct of equal members; other rules about keys are the library's to enforce. */
function readMap(schema: JsonSchema, values: JsonSchema, context: ReadContext): Reading {
  const keys = schemaAt(schema, 'propertyNames')
  const names = stringsAt(keys ?? {}, 'enum')
  if (names.length > 0) {
    const required = stringsAt(schema, 'required')
    const members = names.map((name) => ({
      name,
      reading: readMember(name, values, context),
      isRequired: required.includes(name),
    }))
    return structOf(members, context)
  }
  const { type: value, plan } = context.read(values, below(context, '{}'))
  return { type: { kind: 'map', value }, plan: plan === undefined ? undefined : { kind: 'map', value: plan } }
}
