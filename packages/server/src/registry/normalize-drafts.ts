/** Brings types of all drafts to normal form, once every named type is known; what has none is a mistake with a place. */
import {
  compileChecker,
  compileEncoder,
  compileFieldsChecker,
  type Field,
  type NamedType,
  type NamedTypes,
  normalizeField,
  normalizeType,
  parseJson,
  type TypeExpression,
  toNamedTypes,
} from '@mizan/protocol'
import type { TypeTable } from '../schema/type-table.ts'
import type { DeclarationReport, FunctionReport } from './declaration-report.ts'
import type { ErrorDraft, FunctionDraft } from './function-draft.ts'

export interface NormalDrafts {
  readonly drafts: readonly FunctionDraft[]
  readonly types: NamedTypes
}

export function normalizeDrafts(
  drafts: readonly FunctionDraft[],
  table: TypeTable,
  report: DeclarationReport,
): NormalDrafts {
  const { types: declared, problems } = table.collect()
  for (const { usage, reason, hint } of problems) report.add(usage, reason, hint)
  const known = toNamedTypes(declared)
  const types = toNamedTypes(declared.map((type) => normalizeNamed(type, known, report)))
  return { drafts: drafts.map((draft) => normalizeDraft(draft, types)), types }
}

function normalizeNamed(named: NamedType, types: NamedTypes, report: DeclarationReport): NamedType {
  try {
    const type = normalizeType(named.type, types)
    for (const field of type.kind === 'struct' ? type.fields : []) {
      if (!fitsDefault(field, types))
        report.add(`type "${named.name}"`, `${field.name}: ${defaultProblem(field)}`)
    }
    return { ...named, type }
  } catch (error) {
    report.add(`type "${named.name}"`, messageOf(error))
    return named
  }
}

function normalizeDraft(draft: FunctionDraft, types: NamedTypes): FunctionDraft {
  const { report } = draft
  const fields = draft.input.fields.map(
    (field) => guarded(report, `input.${field.name}`, () => checkedField(field, types, report)) ?? field,
  )
  const output = normalizeReading(draft.output.type, types, { report, path: 'output' })
  const errors = draft.errors.map((error): ErrorDraft => {
    const type = normalizeReading(error.details.type, types, { report, path: `errors.${error.code}.details` })
    return { ...error, details: { ...error.details, type } }
  })
  if (!report.isBroken) guarded(report, 'input', () => compileFieldsChecker(fields, types))
  return { ...draft, input: { ...draft.input, fields }, output: { ...draft.output, type: output }, errors }
}

function checkedField(field: Field, types: NamedTypes, report: FunctionReport): Field {
  const normal = normalizeField(field, types)
  if (!fitsDefault(normal, types))
    report.addAt(
      `input.${field.name}`,
      defaultProblem(normal),
      'A default is a constant of the type; a computed one makes the argument optional.',
    )
  return normal
}

function normalizeReading(
  type: TypeExpression,
  types: NamedTypes,
  site: { report: FunctionReport; path: string },
): TypeExpression {
  return (
    guarded(site.report, site.path, () => {
      const normal = normalizeType(type, types)
      compileEncoder(normal, types)
      return normal
    }) ?? type
  )
}

function fitsDefault({ type, default: text }: Field, types: NamedTypes): boolean {
  return text === undefined || compileChecker(type, types)(parseJson(text)).ok
}

function defaultProblem(field: Field): string {
  return `the default ${field.default ?? ''} does not fit the type`
}

function guarded<Result>(report: FunctionReport, path: string, run: () => Result): Result | undefined {
  try {
    return run()
  } catch (error) {
    report.addAt(path, messageOf(error))
    return undefined
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
