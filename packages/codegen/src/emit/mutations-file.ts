/** `mutations.ts`: one descriptor for each mutation. */
import type { AffectsNode, FunctionNode } from '@mizan/protocol'
import type { ClientModel } from '../model/client-model.ts'
import { typeSymbol, valueSymbol } from '../model/code-symbol.ts'
import { stringLiteral } from './code-text.ts'
import {
  declareDescriptor,
  decodeMembers,
  encodeMember,
  functionDescriptorType,
  textMember,
} from './descriptors.ts'
import { functionDoc } from './function-doc.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import { commaList, hardLine, indent, join, type Layout } from './layout.ts'

const MUTATION_DESCRIPTOR = typeSymbol('MutationDescriptor', '@mizan/client')
const BEGIN_IN_ORDER = valueSymbol('beginInOrder', '@mizan/client')
const BRING_ANSWER = valueSymbol('bringAnswer', '@mizan/client')
const DELIVER_ONCE = valueSymbol('deliverOnce', '@mizan/client')

export function emitMutationsFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('mutations', options)
  for (const mutation of model.mutations) {
    const members = [
      textMember('name', mutation.node.name),
      textMember('schema', mutation.schema),
      ['affects: ', commaList('[', affectedContexts(mutation.node).map(stringLiteral), ']')],
      ...effectsMembers(mutation.node),
      ['deliver: ', DELIVER_ONCE],
      ...encodeMember('encode', mutation.input?.codec),
      ...decodeMembers(mutation, model),
    ]
    const type = functionDescriptorType(MUTATION_DESCRIPTOR, mutation, model)
    file.declare(declareDescriptor(mutation.descriptor, type, members), functionDoc(mutation.node))
  }
  return file
}

function affectedContexts(node: FunctionNode): string[] {
  const names = [...(node.affects ?? []), ...(node.merge ?? [])].map(({ context }) => context)
  return [...new Set(names)].sort()
}

/** What is known of the effects before the mutation ran: params that arguments of the same name fix. */
function effectsMembers(node: FunctionNode): Layout[] {
  const affects = node.affects ?? []
  const implied = (node.merge ?? [])
    .filter((merge) => !affects.some(({ context }) => context === merge.context))
    .map(({ context }): AffectsNode => ({ context, scope: [] }))
  const effects = [...new Set([...affects, ...implied].map(effectText))]
  if (effects.length === 0) return []
  // The formatter breaks a list of several objects wherever it stands.
  const list =
    effects.length === 1
      ? ['effects: ', commaList('[', effects, ']')]
      : ['effects: [', indent(hardLine, join(effects, [',', hardLine]), ','), hardLine, ']']
  return [list, ['begin: ', BEGIN_IN_ORDER], ['bring: ', BRING_ANSWER]]
}

function effectText({ context, function: query, scope, explicit }: AffectsNode): string {
  const names = explicit === true ? [] : scope
  const members = [
    `context: ${stringLiteral(context)}`,
    ...(query === undefined ? [] : [`function: ${stringLiteral(query)}`]),
    `scope: [${names.map(stringLiteral).join(', ')}]`,
  ]
  return `{ ${members.join(', ')} }`
}
