/** What was touched against what was declared: a mutation that wrote what a context reads must affect that context. */
import type { FunctionNode, IrDocument } from '@mizan/protocol'
import {
  createError,
  createWarning,
  type Diagnostic,
  formatPlace,
  type Place,
} from '../diagnostics/diagnostic.ts'
import { isCallable } from '../model/callable.ts'
import type { TraceRecord } from './trace-record.ts'

export interface TraceInput {
  readonly document: IrDocument
  readonly records: readonly TraceRecord[]
  readonly placeOf: (name: string) => Place
  /** `MUTATION:CONTEXT` pairs that are known and right. */
  readonly allowed: ReadonlySet<string>
}

export interface TraceVerdict {
  readonly diagnostics: readonly Diagnostic[]
  /** Names of functions that nothing ran. */
  readonly silent: readonly string[]
  readonly ran: number
  readonly tables: number
}

export function judgeTrace(input: TraceInput): TraceVerdict {
  const { document, records } = input
  const ran = new Set(records.map((record) => record.function))
  const silent = document.functions.filter(({ name }) => !ran.has(name)).map(({ name }) => name)
  const tables = new Set(records.flatMap(({ table }) => (table === undefined ? [] : [table])))
  const diagnostics = [...findUndeclared(input), ...findWritingQueries(input)]
  return { diagnostics, silent, ran: document.functions.length - silent.length, tables: tables.size }
}

function findUndeclared({ document, records, placeOf, allowed }: TraceInput): Diagnostic[] {
  const queries = document.functions.filter((node) => node.kind === 'query' && isCallable(node))
  return document.functions.flatMap((mutation) => {
    if (mutation.kind !== 'mutation') return []
    const written = tablesOf(mutation.name, 'write', records)
    return queries.flatMap((query) => {
      const context = query.context ?? ''
      const shared = tablesOf(query.name, 'read', records).filter((table) => written.includes(table))
      if (shared.length === 0 || affects(mutation, query) || allowed.has(`${mutation.name}:${context}`))
        return []
      const names = shared.map((table) => `"${table}"`).join(', ')
      const what = `The mutation "${mutation.name}" wrote ${names}, which "${query.name}" of the context "${context}" reads, and does not affect it`
      const hint = `Declare the context in \`affects\`. If what is written is never read there: --allow ${mutation.name}:${context}`
      const [own, other] = [placeOf(mutation.name), placeOf(query.name)]
      const isOne = formatPlace(own) === formatPlace(other)
      return [createError(what, isOne ? own : [own, other], hint)]
    })
  })
}

function findWritingQueries({ document, records, placeOf }: TraceInput): Diagnostic[] {
  return document.functions.flatMap(({ name, kind }) => {
    const written = kind === 'query' ? tablesOf(name, 'write', records) : []
    if (written.length === 0) return []
    const what = `The query "${name}" wrote ${written.map((table) => `"${table}"`).join(', ')}: queries only read`
    return [createWarning(what, placeOf(name), 'Make it a mutation, or write outside of it.')]
  })
}

function tablesOf(name: string, access: 'read' | 'write', records: readonly TraceRecord[]): string[] {
  const own = records.filter((record) => record.function === name && record.access === access)
  return [...new Set(own.flatMap(({ table }) => (table === undefined ? [] : [table])))].sort()
}

function affects({ affects: effects = [], merge = [] }: FunctionNode, query: FunctionNode): boolean {
  const isHit = effects.some(
    ({ context, function: name }) => context === query.context && (name === undefined || name === query.name),
  )
  return isHit || merge.some((node) => node.context === query.context && node.function === query.name)
}
