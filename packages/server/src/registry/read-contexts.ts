/** Contexts from their queries: params on which all agree, each with a canonical text (IR.md, Nodes; SPEC.md, Canonical text). */
import {
  type ContextParam,
  compareByteOrder,
  type Field,
  isName,
  type NamedTypes,
  printType,
  resolveType,
  stripNullable,
} from '@mizan/protocol'
import { isReactContext, type ReactContext } from '../declare/react-context.ts'
import type { DeclarationReport } from './declaration-report.ts'
import type { FunctionDraft } from './function-draft.ts'

export interface ContextDraft {
  readonly name: string
  readonly doc: string | undefined
  /** Sorted by name. */
  readonly queries: readonly FunctionDraft[]
  /** Sorted by name. */
  readonly params: readonly ParamDraft[]
  readonly userScoped: boolean
  /** Sorted. */
  readonly vary: readonly string[]
}

export interface ParamDraft extends ContextParam {
  /** Required and not nullable in every query that declares it: only such params match by themselves. */
  readonly isFixed: boolean
  /** A query that declares it, for its schema. */
  readonly source: FunctionDraft
}

/** Sorted by name. */
export function readContexts(
  drafts: readonly FunctionDraft[],
  types: NamedTypes,
  report: DeclarationReport,
): readonly ContextDraft[] {
  const byName = new Map<string, FunctionDraft[]>()
  for (const draft of drafts) {
    if (draft.context !== undefined) byName.set(draft.context, [...(byName.get(draft.context) ?? []), draft])
  }
  return [...byName]
    .toSorted(([a], [b]) => compareByteOrder(a, b))
    .map(([name, queries]) => readContext(name, queries, { types, report }))
}

interface Tools {
  readonly types: NamedTypes
  readonly report: DeclarationReport
}

function readContext(name: string, queries: readonly FunctionDraft[], tools: Tools): ContextDraft {
  const declared = [
    ...new Set(queries.map((query) => query.collected.declaration.options.context).filter(isReactContext)),
  ]
  checkContexts(name, declared, tools.report)
  const params = new Map<string, Declared[]>()
  for (const query of queries) {
    for (const field of query.input.fields)
      params.set(field.name, [...(params.get(field.name) ?? []), { query, field }])
  }
  return {
    name,
    doc: declared.find(({ doc }) => doc !== undefined)?.doc,
    queries,
    params: [...params]
      .toSorted(([a], [b]) => compareByteOrder(a, b))
      .flatMap(([param, uses]) => readParam(param, uses, tools) ?? []),
    userScoped: queries.some(({ guard }) => guard !== undefined),
    vary: [...new Set(queries.flatMap(varyOf))].toSorted(compareByteOrder),
  }
}

function varyOf({ collected, report }: FunctionDraft): readonly string[] {
  return report.isBroken ? [] : (collected.declaration.options.vary ?? [])
}

function checkContexts(name: string, declared: readonly ReactContext[], report: DeclarationReport): void {
  const [first] = declared
  if (first === undefined) return
  if (!isName(name))
    report.add(
      first.place ?? name,
      `"${name}" is no name for a context`,
      'Names are a letter, then letters, digits and underscores, at most 128.',
    )
  const other = declared.find(({ doc }) => doc !== first.doc)
  if (other === undefined) return
  report.add(
    other.place ?? name,
    `the context "${name}" is declared twice with two docs, here and at ${first.place ?? 'another place'}`,
    'Declare it once and import it.',
  )
}

interface Declared {
  readonly query: FunctionDraft
  readonly field: Field
}

function readParam(name: string, uses: readonly Declared[], tools: Tools): ParamDraft | undefined {
  const sound = uses.filter(({ query }) => !query.report.isBroken)
  const [first, ...others] = sound
  if (first === undefined) return undefined
  for (const other of others) checkAgreement(name, first, other)
  for (const use of sound) checkCanonical(use, tools.types)
  const { type, default: constant } = first.field
  const needs = sound.map(({ field }) => isNeeded(field, tools.types))
  return {
    name,
    type,
    ...(constant === undefined ? {} : { default: constant }),
    ...(needs.includes(true) ? { required: true } : {}),
    usedBy: uses.map(({ query }) => query.name),
    isFixed: !needs.includes(false),
    source: first.query,
  }
}

function isNeeded(field: Field, types: NamedTypes): boolean {
  return field.optional !== true && field.default === undefined && !stripNullable(field.type, types).nullable
}

function checkAgreement(name: string, first: Declared, other: Declared): void {
  const said = [first, other].map(({ field }) => printField(field))
  if (said[0] === said[1]) return
  other.query.report.addAt(
    `input.${name}`,
    `queries of a context must agree on a param: here it is ${String(said[1])}, but ${String(said[0])} in ${first.query.report.owner}`,
    'Use one schema for both, or give one param another name.',
  )
}

function printField({ type, default: constant }: Field): string {
  const text = printType(type).trim().replaceAll(/\s+/g, ' ')
  return constant === undefined ? text : `${text} with the default ${constant}`
}

/** Null and absent are left out of keys, so a param must not mean two things by them. */
function checkCanonical({ query, field }: Declared, types: NamedTypes): void {
  const problem = canonicalProblem(field, types)
  if (problem === undefined) return
  query.report.addAt(
    `input.${field.name}`,
    `${problem}: as the param of a context it would be ambiguous`,
    'Null and absent are both left out of keys and targets. Choose one of them, or a default that is not null.',
  )
}

function canonicalProblem(field: Field, types: NamedTypes): string | undefined {
  const { nullable } = stripNullable(field.type, types)
  if (nullable && field.default !== undefined && field.default !== 'null')
    return 'nullable with a default other than null'
  if (nullable && field.optional === true) return 'optional and nullable'
  const type = resolveType(field.type, types)
  const inner = type.kind === 'nullable' ? resolveType(type.type, types) : type
  if (inner.kind === 'file') return 'a file'
  if (inner.kind !== 'list') return undefined
  if (field.optional === true) return 'a list that may be absent'
  if (nullable) return 'a list that may be null'
  return field.default === undefined ? undefined : 'a list with a default'
}
