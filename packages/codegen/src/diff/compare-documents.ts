/** Everything that differs between two IR documents, told by what it means to clients of the old one. */
import {
  type ChannelNode,
  type ContextNode,
  compareByteOrder,
  type FormNode,
  type FunctionNode,
  type IrDocument,
  toNamedTypes,
} from '@mizan/protocol'
import { type Direction, TypeUsage } from '../model/type-usage.ts'
import { structOf } from '../model/type-walk.ts'
import { type Change, ChangeLog } from './change.ts'
import { compareChannels } from './compare-channels.ts'
import { type Bundle, compareContexts } from './compare-contexts.ts'
import { compareForms } from './compare-forms.ts'
import { compareFunctions, isPublic } from './compare-functions.ts'
import { compareTypes } from './compare-types.ts'
import type { ComparisonOf, Pair } from './type-comparison.ts'

/** Breaking ones first, then by subject. Docs and examples change nothing. */
export function compareDocuments(before: IrDocument, after: IrDocument): readonly Change[] {
  const log = new ChangeLog()
  const types = { before: toNamedTypes(before.types), after: toNamedTypes(after.types) }
  const comparisonOf: ComparisonOf = (direction) => ({
    ...types,
    direction,
    seen: new Set(),
    compare: compareTypes,
  })
  compareNamedTypes({ before, after }, comparisonOf, log)
  const functions = { before: before.functions.filter(isPublic), after: after.functions.filter(isPublic) }
  compareEach(functions, { kind: 'function', log }, (pair, place) =>
    compareFunctions(pair, comparisonOf, place),
  )
  const contexts = { before: before.contexts, after: after.contexts }
  compareEach(contexts, { kind: 'context', log }, (pair, place) => {
    const bundles = { before: bundleOf(pair.before, before), after: bundleOf(pair.after, after) }
    compareContexts(bundles, comparisonOf, place)
  })
  const channels = { before: before.channels, after: after.channels }
  compareEach(channels, { kind: 'channel', log }, (pair, place) => compareChannels(pair, comparisonOf, place))
  const forms = { before: before.forms, after: after.forms }
  compareEach(forms, { kind: 'form', log }, (pair, place) => compareForms(pair, comparisonOf, place))
  return log.changes.sort(compareChanges)
}

/** Each once for each direction in which old clients use it, however many functions do. */
function compareNamedTypes(
  { before, after }: Pair<IrDocument>,
  comparisonOf: ComparisonOf,
  log: ChangeLog,
): void {
  const usage = usageOf(before)
  for (const { name, type } of before.types) {
    const other = after.types.find((candidate) => candidate.name === name)
    if (other === undefined) continue
    for (const direction of ['input', 'output'] as const) {
      if (!usage.isUsed(name, direction)) continue
      const place = log.about(`type ${name}`, `as ${direction} `)
      compareTypes({ before: type, after: other.type }, comparisonOf(direction), place)
    }
  }
  for (const { name } of before.types)
    if (!after.types.some((candidate) => candidate.name === name))
      log
        .about(`type ${name}`)
        .report(
          'note',
          'type-removed',
          'it is gone: code that imports it does not compile once generated anew',
        )
}

function usageOf(document: IrDocument): TypeUsage {
  const usage = new TypeUsage(toNamedTypes(document.types))
  const use = (direction: Direction, ...types: Parameters<TypeUsage['use']>[0][]) => {
    for (const type of types) usage.use(type, direction)
  }
  for (const node of [...document.functions.filter(isPublic), ...document.forms]) {
    use('input', structOf(node.input))
    use('output', node.output, ...(node.errors ?? []).map((error) => error.type))
  }
  for (const { params, client, server } of document.channels) {
    use('input', structOf(params), ...(client === undefined ? [] : [client]))
    if (server !== undefined) use('output', server)
  }
  return usage
}

type Named = FunctionNode | ContextNode | ChannelNode | FormNode

function compareEach<Node extends Named>(
  { before, after }: Pair<readonly Node[]>,
  { kind, log }: { kind: string; log: ChangeLog },
  compare: (pair: Pair<Node>, place: ReturnType<ChangeLog['about']>) => void,
): void {
  for (const node of before) {
    const other = after.find(({ name }) => name === node.name)
    const place = log.about(`${kind} ${node.name}`)
    if (other === undefined) place.report('breaking', `${kind}-removed`, 'it is gone')
    else compare({ before: node, after: other }, place)
  }
  for (const { name } of after)
    if (!before.some((node) => node.name === name))
      log.about(`${kind} ${name}`).report('compatible', `${kind}-added`, 'it is new')
}

function bundleOf(node: ContextNode, document: IrDocument): Bundle {
  const isMember = (query: FunctionNode) =>
    query.context === node.name && isPublic(query) && query.route === undefined
  return { node, queries: document.functions.filter(isMember) }
}

const ORDER = ['breaking', 'note', 'compatible']

function compareChanges(a: Change, b: Change): number {
  return ORDER.indexOf(a.impact) - ORDER.indexOf(b.impact) || compareByteOrder(a.subject, b.subject)
}
