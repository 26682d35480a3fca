/** `react.tsx`: a provider component for each context, hooks for each query and mutation, and everything of `index.ts`. */
import type { ClientModel, ModelFunction, ModelQuery } from '../model/client-model.ts'
import { type CodeSymbol, valueSymbol } from '../model/code-symbol.ts'
import { functionDoc } from './function-doc.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import { commaList, type Layout } from './layout.ts'

const CREATE_CONTEXT_PROVIDER = valueSymbol('createContextProvider', '@mizan/react')
const CREATE_QUERY_HOOK = valueSymbol('createQueryHook', '@mizan/react')
const CREATE_SUSPENSE_QUERY_HOOK = valueSymbol('createSuspenseQueryHook', '@mizan/react')
const CREATE_MUTATION_HOOK = valueSymbol('createMutationHook', '@mizan/react')

export function emitReactFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('react', { ...options, fileExtension: 'tsx' })
  file.append("export { MizanProvider, useMizanClient } from '@mizan/react'")
  file.exportAllFrom('index')
  for (const context of model.contexts) {
    if (context.provider === undefined) continue
    const doc = context.node.doc?.split('\n') ?? []
    declarePure(file, context.provider, {
      call: [CREATE_CONTEXT_PROVIDER, commaList('(', [context.descriptor], ')')],
      doc,
    })
  }
  const providers = new Map(model.contexts.map(({ node, provider }) => [node, provider]))
  for (const query of model.queries) declareQueryHooks(file, query, providers.get(query.context))
  for (const mutation of model.mutations) {
    declareHook(file, mutation, { symbol: mutation.hook, create: CREATE_MUTATION_HOOK, provider: [] })
  }
  return file
}

function declareQueryHooks(file: GeneratedFile, query: ModelQuery, provider: CodeSymbol | undefined): void {
  const rest = { provider: provider === undefined ? [] : [provider] }
  declareHook(file, query, { symbol: query.hook, create: CREATE_QUERY_HOOK, ...rest })
  declareHook(file, query, { symbol: query.suspenseHook, create: CREATE_SUSPENSE_QUERY_HOOK, ...rest })
}

function declareHook(
  file: GeneratedFile,
  node: ModelFunction,
  hook: { symbol: CodeSymbol | undefined; create: CodeSymbol; provider: readonly Layout[] },
): void {
  if (hook.symbol === undefined) return
  const call = [hook.create, commaList('(', [node.descriptor, ...hook.provider], ')')]
  declarePure(file, hook.symbol, { call, doc: functionDoc(node.node) })
}

/** Marked pure, so that a bundler drops what an app does not use. */
function declarePure(
  file: GeneratedFile,
  symbol: CodeSymbol,
  rest: { call: Layout; doc: readonly string[] },
): void {
  file.declare([`export const ${symbol.name} = /* @__PURE__ */ `, rest.call], rest.doc)
}
