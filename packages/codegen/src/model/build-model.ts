/** IrDocument → ClientModel: picks what has a client, decides names, refuses what this version cannot generate. */
import {
  type ContextNode,
  type ContextParam,
  type Field,
  type FunctionNode,
  fingerprintContext,
  fingerprintFunction,
  type IrDocument,
} from '@mizan/protocol'
import {
  createError,
  createWarning,
  type Diagnostic,
  DiagnosticsError,
  type Place,
} from '../diagnostics/diagnostic.ts'
import { flag, optional } from '../optional-member.ts'
import { isCallable } from './callable.ts'
import type {
  ClientModel,
  ModelContext,
  ModelFunction,
  ModelQuery,
  ModelType,
  TypeVariant,
} from './client-model.ts'
import { Namer } from './namer.ts'
import { type Direction, TypeUsage } from './type-usage.ts'
import { indexTypes, reaches, structOf } from './type-walk.ts'

export interface ModelInput {
  readonly document: IrDocument
  /** By `KIND NAME`. */
  readonly places: ReadonlyMap<string, Place>
  /** Used where `places` knows nothing. */
  readonly file: string
  /** Also name hooks and provider components. */
  readonly withReact: boolean
}

export interface BuiltModel {
  readonly model: ClientModel
  readonly warnings: readonly Diagnostic[]
}

/** Throws DiagnosticsError. */
export function buildModel(input: ModelInput): BuiltModel {
  const { document } = input
  const functions = document.functions.filter(isCallable)
  const usage = new TypeUsage(indexTypes(document.types))
  const problems = functions.flatMap((node) => refuseUnsupported(node, usage, input))
  if (problems.length > 0) throw new DiagnosticsError(problems)
  const named = new Set(functions.map((node) => node.context))
  const contexts = document.contexts.filter((node) => named.has(node.name))
  for (const node of functions) useTypesOf(node, usage)
  for (const node of contexts) for (const param of node.params) usage.use(param.type, 'input')

  const namer = new Namer(usage, input)
  const types = nameTypes(document, usage, namer)
  const naming = { document, namer, contexts: new Map(contexts.map((node) => [node.name, node])) }
  const queries = functions.filter((node) => node.kind === 'query').flatMap((node) => nameQuery(node, naming))
  const mutations = functions
    .filter((node) => node.kind === 'mutation')
    .map((node) => nameFunction(node, naming))
  const members = groupByContext(queries)
  const modelContexts = contexts.map((node) => nameContext(node, members.get(node) ?? [], naming))
  if (namer.diagnostics.length > 0) throw new DiagnosticsError(namer.diagnostics)
  const typesByName = new Map(types.map((type) => [type.node.name, type]))
  const model = { document, usage, types, typesByName, contexts: modelContexts, queries, mutations }
  return { model, warnings: warnOfTheUncallable(input) }
}

interface Naming {
  readonly document: IrDocument
  readonly namer: Namer
  /** By name. */
  readonly contexts: ReadonlyMap<string, ContextNode>
}

function groupByContext(queries: readonly ModelQuery[]): ReadonlyMap<ContextNode, readonly ModelQuery[]> {
  const groups = new Map<ContextNode, ModelQuery[]>()
  for (const query of queries) {
    const group = groups.get(query.context)
    if (group === undefined) groups.set(query.context, [query])
    else group.push(query)
  }
  return groups
}

function refuseUnsupported(node: FunctionNode, usage: TypeUsage, input: ModelInput): Diagnostic[] {
  const place = input.places.get(`function ${node.name}`) ?? { file: input.file }
  const types = [structOf(node.input), node.output, ...(node.errors ?? []).map((error) => error.type)]
  const diagnostics: Diagnostic[] = []
  if (types.some((type) => reaches(type, usage.types, (inner) => inner.kind === 'file'))) {
    const hint = 'Mark it private, or take the contents as `bytes`.'
    diagnostics.push(
      createError(
        `The function "${node.name}" uploads a file: this version has no client for that`,
        place,
        hint,
      ),
    )
  }
  if (node.kind === 'query' && node.context === undefined) {
    diagnostics.push(
      createError(
        `The query "${node.name}" belongs to no context`,
        place,
        'Give it a context, or make it a mutation.',
      ),
    )
  }
  return diagnostics
}

function useTypesOf(node: FunctionNode, usage: TypeUsage): void {
  usage.use(structOf(node.input), 'input')
  usage.use(node.output, 'output')
  for (const error of node.errors ?? []) usage.use(error.type, 'output')
}

function nameTypes(document: IrDocument, usage: TypeUsage, namer: Namer): ModelType[] {
  const types: ModelType[] = []
  for (const node of document.types) {
    const used = (['output', 'input'] as const).filter((direction) => usage.isUsed(node.name, direction))
    const directions: readonly Direction[] = usage.isSplit(node.name) ? used : used.slice(0, 1)
    const variants: TypeVariant[] = directions.map((direction) =>
      namer.nameVariant(node, direction, usage.isSplit(node.name)),
    )
    if (variants.length > 0) types.push({ node, variants })
  }
  return types
}

function nameQuery(node: FunctionNode, naming: Naming): ModelQuery[] {
  const context = node.context === undefined ? undefined : naming.contexts.get(node.context)
  return context === undefined ? [] : [{ ...nameFunction(node, naming), context }]
}

function nameFunction(node: FunctionNode, naming: Naming): ModelFunction {
  return naming.namer.nameFunction(node, fingerprintFunction(naming.document, node.name))
}

function nameContext(node: ContextNode, own: readonly ModelQuery[], naming: Naming): ModelContext {
  const params = node.params.filter((param) => own.some((query) => param.usedBy.includes(query.node.name)))
  const fields = params.map((param) => fieldOfParam(param, own))
  const symbols = naming.namer.nameContext(node, fields)
  return { node, params, queries: own, schema: fingerprintContext(naming.document, node.name), ...symbols }
}

/** What its queries say of a param is said of it here too. */
function fieldOfParam(param: ContextParam, queries: readonly ModelQuery[]): Field {
  const { name, type, required, default: defaultText } = param
  const declarations = queries.flatMap(({ node }) => node.input.filter((field) => field.name === name))
  return {
    name,
    type,
    ...optional('doc', declarations[0]?.doc),
    ...optional('example', declarations[0]?.example),
    ...optional('default', defaultText),
    ...flag(
      'deprecated',
      declarations.some((field) => field.deprecated === true),
    ),
    ...flag('optional', required !== true && defaultText === undefined),
  }
}

/** Later versions bring clients for these; saying nothing would look like a fault. */
function warnOfTheUncallable({ document, places, file }: ModelInput): Diagnostic[] {
  const warn = (kind: string, name: string, reason: string) =>
    createWarning(`The ${kind} "${name}" has no client: ${reason}`, places.get(`${kind} ${name}`) ?? { file })
  return [
    ...document.channels.map(({ name }) => warn('channel', name, 'channels are left out of this version')),
    ...document.forms.map(({ name }) => warn('form', name, 'forms are left out of this version')),
    ...document.functions
      .filter((node) => node.private !== true && (node.transport === 'websocket' || node.transport === 'ipc'))
      .map(({ name, transport }) =>
        warn('function', name, `it is restricted to ${transport}, this client speaks HTTP`),
      ),
  ]
}
