/** The edge manifest of a document: a pure function, so that every adapter and the `mizan` command print the same bytes (SPEC.md, EDGE-1, EDGE-3). */
import { fingerprintContext } from '../ir/fingerprint.ts'
import type {
  AffectsNode,
  ContextNode,
  ContextParam,
  FunctionNode,
  IrDocument,
  RouteNode,
  TypeExpression,
} from '../ir/model.ts'
import { type NamedTypes, stripNullable, toNamedTypes } from '../ir/resolve-type.ts'
import { toCanonicalJson } from '../json/canonical-json.ts'
import type { JsonObject } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { compareByteOrder } from '../values/byte-order.ts'
import { paramKind } from '../values/param-kind.ts'
import type {
  EdgeManifest,
  ManifestContext,
  ManifestEffect,
  ManifestFunction,
  ManifestMutation,
  ManifestParam,
  ManifestRoute,
  ManifestTextType,
  ManifestVary,
} from './edge-manifest.ts'

export interface ManifestOptions {
  /** Path under which the protocol lives, without a slash at its end. */
  readonly base: string
  /** Headers by the name of the vary input that is that header and nothing else. */
  readonly varyHeaders?: Readonly<Record<string, string>>
}

export function createManifest(document: IrDocument, options: ManifestOptions): EdgeManifest {
  const mutations: [string, ManifestMutation][] = document.functions
    .filter(({ kind, private: isPrivate }) => kind === 'mutation' && isPrivate !== true)
    .map((fn) => [fn.name, toMutation(fn)])
  const submits: [string, ManifestMutation][] = document.forms.map((form) => [
    `${form.name}.submit`,
    { affects: (form.affects ?? []).map(toEffect) },
  ])
  return {
    version: 1,
    base: options.base,
    contexts: toRecord(
      document.contexts.map((context) => [context.name, toContext(context, document, options)]),
    ),
    mutations: toRecord([...mutations, ...submits]),
  }
}

/** RFC 8785 JSON and a newline. */
export function printManifest(manifest: EdgeManifest): string {
  // Its interfaces hold JSON alone.
  return `${toCanonicalJson(manifest as unknown as JsonObject)}\n`
}

function toContext(context: ContextNode, document: IrDocument, options: ManifestOptions): ManifestContext {
  const types = toNamedTypes(document.types)
  const queries = document.functions
    .filter((fn) => fn.context === context.name)
    .toSorted((a, b) => compareByteOrder(a.name, b.name))
  const open = queries.filter((query) => query.private !== true)
  const bundled = open.filter(({ route }) => route === undefined)
  const vary = (context.vary ?? []).map((name) => toVary(name, options.varyHeaders ?? {}))
  const ttl = ttlOf(bundled)
  const isUserScoped = queries.some(({ auth }) => auth !== undefined)
  const isByHeaders = vary.every(({ header }) => header !== undefined)
  return {
    cacheable: ttl !== null && isByHeaders && bundled.every(({ auth }) => auth !== 'custom'),
    endpoint: `${options.base}/ctx/${context.name}/`,
    functions: open.map(toFunction),
    params: toRecord(context.params.map((param) => [param.name, toParam(param, types)])),
    render_strategy: isUserScoped || !isByHeaders ? 'dynamic_cached' : 'psr',
    schema: fingerprintContext(document, context.name),
    ttl,
    user_scoped: isUserScoped,
    vary,
    views: [...new Set(open.flatMap(({ route }) => route?.path ?? []))].toSorted(compareByteOrder),
  }
}

/** The smallest, where every query of the bundle asks for one (CACHE-1). */
function ttlOf(bundled: readonly FunctionNode[]): number | null {
  const times = bundled.flatMap(({ cache }) => cache ?? [])
  return times.length === 0 || times.length < bundled.length ? null : Math.min(...times)
}

function toVary(name: string, headers: Readonly<Record<string, string>>): ManifestVary {
  const header = Object.hasOwn(headers, name) ? headers[name] : undefined
  return header === undefined ? { name } : { header: header.toLowerCase(), name }
}

function toFunction(fn: FunctionNode): ManifestFunction {
  return {
    ...(fn.auth === undefined ? {} : { auth: fn.auth }),
    name: fn.name,
    params: fn.input.map(({ name }) => name).toSorted(compareByteOrder),
    path: fn.route === undefined ? 'rpc' : 'view',
    rev: fn.rev ?? 0,
    ...toRoute(fn.route),
  }
}

function toRoute(route: RouteNode | undefined): { readonly route?: ManifestRoute } {
  return route === undefined ? {} : { route: { methods: route.methods, path: route.path } }
}

function toParam(param: ContextParam, types: NamedTypes): ManifestParam {
  return {
    ...toParamType(param.type, types),
    required: param.required === true,
    ...(param.default === undefined ? {} : { default: parseJson(param.default) }),
  }
}

function toParamType(type: TypeExpression, types: NamedTypes): Pick<ManifestParam, 'type' | 'items'> {
  const plain = stripNullable(type, types).type
  const kind = paramKind(type, types)
  if (kind === 'json') return { type: 'json' }
  if (kind === 'list' && plain.kind === 'list')
    return { type: 'list', items: toTextType(stripNullable(plain.item, types).type) }
  return { type: toTextType(plain) }
}

/** Of a type whose values are plain texts. */
function toTextType({ kind }: TypeExpression): ManifestTextType {
  return kind === 'enum' || kind === 'literal' ? 'string' : (kind as ManifestTextType)
}

function toMutation(fn: FunctionNode): ManifestMutation {
  return { affects: (fn.affects ?? []).map(toEffect), ...toRoute(fn.route) }
}

function toEffect(affects: AffectsNode): ManifestEffect {
  return {
    context: affects.context,
    ...(affects.explicit === true ? { explicit: true } : {}),
    ...(affects.function === undefined ? {} : { function: affects.function }),
    ...(affects.own === true ? { own: true } : {}),
    scope: affects.scope,
  }
}

/** Names are data: `constructor` is one like any other. */
function toRecord<Value>(entries: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(entries)
}
