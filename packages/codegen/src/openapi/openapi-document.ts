/** OpenAPI 3.1 of a backend: one operation for each call, two for each context, every error; so that any language gets a client. */
import {
  type ContextNode,
  type FunctionNode,
  type IrDocument,
  type JsonObject,
  toNamedTypes,
} from '@mizan/protocol'
import { isCallable } from '../model/callable.ts'
import { TypeUsage } from '../model/type-usage.ts'
import { structOf } from '../model/type-walk.ts'
import { optional } from '../optional-member.ts'
import { JsonSchemas } from '../schema/json-schema.ts'
import { callOperation } from './call-operation.ts'
import { contextPath } from './context-path.ts'
import { ENVELOPE_SCHEMAS } from './envelope-schemas.ts'

export interface OpenapiOptions {
  /** URL or path under which the protocol lives; default `/api/mizan`. */
  readonly base?: string
  readonly title?: string
  /** Of the app, not of OpenAPI. */
  readonly version?: string
}

export function openapiDocument(document: IrDocument, options: OpenapiOptions): JsonObject {
  const functions = document.functions.filter(isCallable)
  const schemas = createSchemas(document, functions)
  const contexts = document.contexts.flatMap((node) => {
    const queries = functions.filter((query) => query.context === node.name)
    return queries.length === 0 ? [] : [{ node, queries }]
  })
  const operationIds = new Set(functions.map(({ name }) => name))
  const calls = functions.map(
    (node) => [`/call/#${node.name}`, { post: callOperation(node, schemas) }] as const,
  )
  const reads = contexts.map(
    (context) => [`/ctx/${context.node.name}/`, contextPath(context, { schemas, operationIds })] as const,
  )
  return {
    openapi: '3.1.0',
    info: {
      title: options.title ?? 'Mizan',
      version: options.version ?? '0.0.0',
      description: 'Reads are grouped in contexts; calls say in `invalidate` what they made stale.',
    },
    servers: [{ url: options.base ?? '/api/mizan' }],
    ...optional('tags', tagsOf(contexts.map(({ node }) => node))),
    paths: Object.fromEntries([...reads, ...calls]),
    // Read last: the operations have named what they need by then.
    components: { schemas: { ...schemas.definitions, ...ENVELOPE_SCHEMAS } },
  }
}

function createSchemas(document: IrDocument, functions: readonly FunctionNode[]): JsonSchemas {
  const types = toNamedTypes(document.types)
  const usage = new TypeUsage(types)
  for (const node of functions) {
    usage.use(structOf(node.input), 'input')
    for (const type of [node.output, ...(node.errors ?? []).map((error) => error.type)])
      usage.use(type, 'output')
  }
  return new JsonSchemas({
    types,
    prefix: '#/components/schemas/',
    // No name of the IR has a dot.
    nameOf: (name, direction) => (direction === 'input' && usage.isSplit(name) ? `${name}.input` : name),
    isClosed: (name, direction) =>
      direction === 'input' && (name === undefined || usage.isSplit(name) || !usage.isUsed(name, 'output')),
  })
}

function tagsOf(contexts: readonly ContextNode[]): JsonObject[] | undefined {
  if (contexts.length === 0) return undefined
  return contexts.map(({ name, doc }) => ({ name, ...optional('description', doc) }))
}
