/** The `input` option → fields, from a record of schemas or from one schema of an object. */
import { type Field, isName } from '@mizan/protocol'
import { constantText } from '../schema/annotations.ts'
import { vendorOf } from '../schema/describe-schema.ts'
import type { NativePlan } from '../schema/native-plan.ts'
import { structOf } from '../schema/read-object.ts'
import { readSchema, type SchemaReader, type SchemaSite } from '../schema/read-schema.ts'
import type { Reading } from '../schema/reading.ts'
import { isDescribedSchema, isStandardSchema } from '../schema/standard-schema.ts'
import type { FunctionReport } from './declaration-report.ts'
import type { InputDraft } from './function-draft.ts'

export interface InputOptions {
  readonly input?: unknown
  readonly example?: Readonly<Record<string, unknown>> | undefined
}

const NO_INPUT: InputDraft = { fields: [], plan: undefined, members: new Map() }

export function readInput(options: InputOptions, reader: SchemaReader, report: FunctionReport): InputDraft {
  const draft = readFields(options.input, reader, report)
  const { example } = options
  if (example === undefined) return draft
  for (const name of Object.keys(example)) {
    if (!draft.fields.some((field) => field.name === name))
      report.addAt('example', `"${name}" is no argument of the function`)
  }
  return { ...draft, fields: draft.fields.map((field) => withExample(field, example)) }
}

function readFields(input: unknown, reader: SchemaReader, report: FunctionReport): InputDraft {
  if (input === undefined) return NO_INPUT
  const site: SchemaSite = { side: 'input', path: 'input', owner: report.owner, report: report.addAt }
  if (isStandardSchema(input)) return readObjectInput(input, reader, site)
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return readRecordInput(input, reader, site)
  report.addAt(
    'input',
    'must be a record of schemas, or one schema of an object',
    'Write input: { user_id: z.int() }.',
  )
  return NO_INPUT
}

function readObjectInput(input: object, reader: SchemaReader, site: SchemaSite): InputDraft {
  const root = readSchema(input, reader, site)
  const reading = behindNames(root, reader)
  const { type, plan } = reading
  if (type.kind === 'struct') return { fields: type.fields, plan: root.plan, members: membersOf(plan) }
  site.report(
    'input',
    `arguments must be an object with named members, not ${type.kind}`,
    'Write input: { user_id: z.int() }, or give an object schema.',
  )
  return NO_INPUT
}

/** Arguments are listed in the function itself, also when their object has a name. */
function behindNames(reading: Reading, reader: SchemaReader): Reading {
  let current = reading
  for (let hops = 0; hops < 32 && current.plan?.kind === 'ref'; hops++) {
    const inner = reader.table.find(current.plan.key, 'input')
    if (inner === undefined) return current
    current = inner
  }
  return current
}

function membersOf(plan: NativePlan | undefined): ReadonlyMap<string, NativePlan> {
  return plan?.kind === 'struct' ? plan.members : new Map()
}

function readRecordInput(input: object, reader: SchemaReader, site: SchemaSite): InputDraft {
  const members = Object.entries(input).map(([name, schema]: [string, unknown]) => {
    const path = `input.${name}`
    if (!isName(name))
      site.report(
        path,
        `"${name}" is no name for an argument`,
        'Names are a letter, then letters, digits and underscores, at most 128.',
      )
    const reading = readSchema(schema, reader, { ...site, path })
    if (reading.isUndefined === true) site.report(path, 'an argument that is always undefined has no IR type')
    return { name, reading, isRequired: reading.default === undefined && !mayBeAbsent(schema) }
  })
  const { type, plan } = structOf(members, site)
  return { fields: type.kind === 'struct' ? type.fields : [], plan, members: membersOf(plan) }
}

function mayBeAbsent(schema: unknown): boolean {
  return isStandardSchema(schema) && isDescribedSchema(schema) && vendorOf(schema).isOptional(schema)
}

function withExample(field: Field, example: Readonly<Record<string, unknown>>): Field {
  const text = Object.hasOwn(example, field.name) ? constantText(example[field.name]) : undefined
  return text === undefined ? field : { ...field, example: text }
}
