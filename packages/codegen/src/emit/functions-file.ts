/** `functions.ts`: one plain function for each query and mutation, without any framework. */
import type { ClientModel, ModelFunction } from '../model/client-model.ts'
import { typeSymbol, valueSymbol } from '../model/code-symbol.ts'
import { functionDoc } from './function-doc.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import { commaList, hardLine, indent, type Layout } from './layout.ts'
import { resultType } from './model-file.ts'
import { mayBeAbsent } from './type-layout.ts'

const CLIENT = typeSymbol('Client', '@mizan/client')
const CALL_OPTIONS = typeSymbol('CallOptions', '@mizan/client')
const FETCH_QUERY = valueSymbol('fetchQuery', '@mizan/client')

export function emitFunctionsFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('functions', options)
  for (const node of model.queries) {
    const params = node.input === undefined ? '{ ...options, params: {} }' : '{ ...options, params: args }'
    const call = ['return ', FETCH_QUERY, '(client, ', node.descriptor, `, ${params})`]
    file.declare(declareFunction(node, call, model), functionDoc(node.node))
  }
  for (const node of model.mutations) {
    const call = ['return client.mutate(', node.descriptor, `, ${node.input ? 'args' : '{}'}, options)`]
    file.declare(declareFunction(node, call, model), functionDoc(node.node))
  }
  return file
}

function declareFunction(node: ModelFunction, call: Layout, model: ClientModel): Layout {
  const parameters: Layout[] = [['client: ', CLIENT], ...argumentsOf(node), ['options?: ', CALL_OPTIONS]]
  return [
    `export function ${node.call.name}`,
    commaList('(', parameters, ')'),
    ': Promise<',
    resultType(node, model),
    '> {',
    indent(hardLine, call),
    hardLine,
    '}',
  ]
}

/** Arguments that may all be left out may be left out themselves. */
function argumentsOf(node: ModelFunction): Layout[] {
  if (node.input === undefined) return []
  const isOptional = node.node.input.every((field) => mayBeAbsent(field, 'input'))
  return [['args: ', node.input.symbol, isOptional ? ' = {}' : '']]
}
