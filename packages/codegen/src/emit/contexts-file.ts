/** `contexts.ts`: one descriptor for each context, with the queries of its bundle. */
import type { ClientModel } from '../model/client-model.ts'
import { typeSymbol } from '../model/code-symbol.ts'
import { propertyName } from './code-text.ts'
import {
  declareDescriptor,
  encodeMember,
  followMember,
  NO_ARGUMENTS,
  paramsMember,
  textMember,
} from './descriptors.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import { commaList, type Layout } from './layout.ts'

const CONTEXT_DESCRIPTOR = typeSymbol('ContextDescriptor', '@mizan/client')

export function emitContextsFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('contexts', options)
  for (const context of model.contexts) {
    const queries = context.queries.map((query) => [propertyName(query.node.name), ': ', query.descriptor])
    const members: Layout[] = [
      textMember('name', context.node.name),
      textMember('schema', context.schema),
      paramsMember(context.params, model),
      ['queries: ', commaList('{', queries, '}')],
      ...followMember(context.node, model),
      ...encodeMember('encodeParams', context.input?.codec),
    ]
    const type = [CONTEXT_DESCRIPTOR, '<', context.input?.symbol ?? NO_ARGUMENTS, '>']
    file.declare(declareDescriptor(context.descriptor, type, members), context.node.doc?.split('\n'))
  }
  return file
}
