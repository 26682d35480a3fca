/** `mutations.ts`: one descriptor for each mutation. */
import type { FunctionNode } from '@mizan/protocol'
import type { ClientModel } from '../model/client-model.ts'
import { typeSymbol } from '../model/code-symbol.ts'
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
import { commaList } from './layout.ts'

const MUTATION_DESCRIPTOR = typeSymbol('MutationDescriptor', '@mizan/client')

export function emitMutationsFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('mutations', options)
  for (const mutation of model.mutations) {
    const members = [
      textMember('name', mutation.node.name),
      textMember('schema', mutation.schema),
      ['affects: ', commaList('[', affectedContexts(mutation.node).map(stringLiteral), ']')],
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
