/** `queries.ts`: one descriptor for each query. */
import type { ClientModel, ModelQuery } from '../model/client-model.ts'
import { typeSymbol } from '../model/code-symbol.ts'
import {
  declareDescriptor,
  decodeMembers,
  encodeMember,
  followMember,
  functionDescriptorType,
  paramsMember,
  textMember,
} from './descriptors.ts'
import { functionDoc } from './function-doc.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'

const QUERY_DESCRIPTOR = typeSymbol('QueryDescriptor', '@mizan/client')

export function emitQueriesFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('queries', options)
  for (const query of model.queries) {
    const members = [
      textMember('name', query.node.name),
      textMember('context', query.context.name),
      textMember('schema', schemaOf(query, model)),
      paramsMember(query.node.input, model),
      ...followMember(query.context, model),
      ...encodeMember('encodeParams', query.input?.codec),
      ...decodeMembers(query, model),
    ]
    const type = functionDescriptorType(QUERY_DESCRIPTOR, query, model)
    file.declare(declareDescriptor(query.descriptor, type, members), functionDoc(query.node))
  }
  return file
}

/** The fingerprint that stands on what a query is read with: its context's (VER-2). */
function schemaOf({ context }: ModelQuery, model: ClientModel): string {
  return model.contexts.find(({ node }) => node === context)?.schema ?? ''
}
