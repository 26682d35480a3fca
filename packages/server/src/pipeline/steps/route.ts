/** Route: which function or context the bytes ask for (SPEC.md, HTTP; Calls; Context fetch). Nothing is decided about the caller yet. */
import { decodeQuery, type JsonObject, type JsonValue } from '@mizan/protocol'
import { bringsToken } from '../../identity/find-caller.ts'
import type { RegisteredFunction } from '../../registry/registry.ts'
import type { BundlePlan, CallPlan, Exchange, Plan, Selection, SessionPlan, ViewPlan } from '../exchange.ts'
import { isJsonObject, readFormBody, readJsonObject, readMediaType } from '../json-body.ts'
import { assertTrustedOrigin, isPreflight, isSafeMethod } from '../origin.ts'
import { refuse, refuseValues } from '../refuse.ts'
import type { Service, WireContext } from '../service.ts'
import { whenDone } from '../settle.ts'
import type { ViewMatch } from '../view-routes.ts'

/** A promise only where a body is read. */
export function route(exchange: Exchange): Plan | Promise<Plan> {
  const { request, service } = exchange
  const [path, queryString] = splitTarget(request.target)
  const place = locate(path, service)
  if (place === undefined) throw refuse('NOT_FOUND', missingPath(path, service))
  if (place.kind === 'context') {
    exchange.schema = place.context.declared.fingerprint
    exchange.context = place.context.declared.name
  }
  if (isPreflight(request, service.origins)) return { kind: 'preflight', methods: place.methods }
  if (!place.methods.includes(request.method)) {
    exchange.allow = place.methods
    throw refuse('METHOD_NOT_ALLOWED', `this path takes ${place.methods.join(', ')}`)
  }
  // A page of another origin cannot send a token; whether it is one is seen when the caller is found.
  if (!isSafeMethod(request.method) && !bringsToken(service.identity, request))
    assertTrustedOrigin(request, service.origins)
  if (place.kind === 'call') return routeCall(exchange)
  if (place.kind === 'session') return { kind: 'session', asks: place.asks }
  if (place.kind === 'context') return routeContext(exchange, place.context, queryString)
  return routeView(exchange, place.matches, queryString)
}

/** The chosen queries: `names` as in `_mizan_fn`, all of them when it is empty. Undefined when a name is unknown or repeated. */
export function select(context: WireContext, names: readonly string[]): Selection | undefined {
  if (names.length === 0) return { context, queries: context.queries, isSlice: false }
  const chosen = new Set(names)
  const queries = context.queries.filter((query) => chosen.has(query.name))
  return queries.length === names.length ? { context, queries, isSlice: true } : undefined
}

type Place =
  | { readonly kind: 'call'; readonly methods: readonly string[] }
  | { readonly kind: 'session'; readonly asks: SessionPlan['asks']; readonly methods: readonly string[] }
  | { readonly kind: 'context'; readonly methods: readonly string[]; readonly context: WireContext }
  | { readonly kind: 'view'; readonly methods: readonly string[]; readonly matches: readonly ViewMatch[] }

const CALL_PLACE: Place = { kind: 'call', methods: ['POST'] }
const SESSION_PLACE: Place = { kind: 'session', asks: 'csrf', methods: ['GET', 'HEAD'] }
const TOKEN_PLACE: Place = { kind: 'session', asks: 'token', methods: ['POST'] }
const CONTEXT_METHODS = ['GET', 'HEAD', 'POST']

function splitTarget(target: string): readonly [path: string, queryString: string] {
  const end = target.indexOf('?')
  return end < 0 ? [target, ''] : [target.slice(0, end), target.slice(end + 1)]
}

function locate(path: string, service: Service): Place | undefined {
  const { base } = service
  if (path.startsWith(base)) {
    const rest = path.slice(base.length)
    if (rest === '/call/') return CALL_PLACE
    if (rest === '/session/' && service.identity?.csrf !== undefined) return SESSION_PLACE
    if (rest === '/session/token/' && service.identity?.mwt !== undefined) return TOKEN_PLACE
    const context = service.contexts.get(readContextName(rest))
    if (context !== undefined) return { kind: 'context', methods: CONTEXT_METHODS, context }
  }
  const matches = service.routes.match(path)
  if (matches.length === 0) return undefined
  const methods = new Set(matches.flatMap((match) => match.methods))
  if (methods.has('GET')) methods.add('HEAD')
  return { kind: 'view', methods: [...methods], matches }
}

const CONTEXT_PREFIX = '/ctx/'

/** Empty, which is no name, when the path is another. */
function readContextName(rest: string): string {
  const isContext =
    rest.startsWith(CONTEXT_PREFIX) && rest.indexOf('/', CONTEXT_PREFIX.length) === rest.length - 1
  const name = isContext ? rest.slice(CONTEXT_PREFIX.length, -1) : ''
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}

function missingPath(path: string, service: Service): string {
  const isNear = !path.endsWith('/') && locate(`${path}/`, service) !== undefined
  return isNear ? 'there is nothing at this path: it must end in a slash' : 'there is nothing at this path'
}

const NOTHING_MOUNTED: readonly JsonValue[] = []

function routeCall(exchange: Exchange): CallPlan | Promise<CallPlan> {
  const idempotencyKey = readIdempotencyKey(exchange)
  return whenDone(readJsonObject(exchange), (body) => planCall(exchange, body, idempotencyKey))
}

function planCall(exchange: Exchange, body: JsonObject, idempotencyKey: string | undefined): CallPlan {
  const { service } = exchange
  const name = memberOf(body, 'fn')
  if (typeof name !== 'string') throw refuse('BAD_REQUEST', '`fn` must be the name of a function')
  const args = Object.hasOwn(body, 'args') ? body['args'] : {}
  if (!isJsonObject(args)) throw refuse('BAD_REQUEST', '`args` must be an object')
  const mounted = memberOf(body, 'mounted', NOTHING_MOUNTED)
  if (!Array.isArray(mounted)) throw refuse('BAD_REQUEST', '`mounted` must be a list')
  if (mounted.length > service.limits.maxMounted)
    throw refuse('BAD_REQUEST', `\`mounted\` must not have more than ${service.limits.maxMounted} items`)
  const declared = service.registry.functions.get(name)
  if (declared === undefined || declared.private || declared.route !== undefined)
    throw refuse('NOT_FOUND', 'there is no such function')
  begin(exchange, declared)
  return { kind: 'call', function: declared, args, mounted, idempotencyKey }
}

function readIdempotencyKey({ request, service }: Exchange): string | undefined {
  const key = request.header('idempotency-key')
  if (key === undefined) return undefined
  if (key.length <= service.limits.maxIdempotencyKeyChars && /^[\x21-\x7e]+$/.test(key)) return key
  throw refuse('BAD_REQUEST', 'Idempotency-Key must be 1 to 128 visible ASCII characters')
}

function routeContext(
  exchange: Exchange,
  context: WireContext,
  queryString: string,
): BundlePlan | Promise<BundlePlan> {
  const { request, service } = exchange
  const isPost = request.method === 'POST'
  if (!isPost && request.target.length > service.limits.maxUrlBytes)
    throw refuse('BAD_REQUEST', `the URL is longer than ${service.limits.maxUrlBytes} bytes: use POST`)
  const selection = select(context, readFunctionNames(queryString, service))
  if (selection === undefined)
    throw refuseValues({ '/_mizan_fn': ['must name queries of this context, each once'] }, service.limits)
  if (!isPost) return { kind: 'bundle', selection, params: { queryString } }
  return whenDone(readJsonObject(exchange), (values) => ({ kind: 'bundle', selection, params: { values } }))
}

const NO_NAMES: readonly string[] = []

function readFunctionNames(queryString: string, service: Service): readonly string[] {
  // Nothing to decode, and the key is not among it.
  if (/^[\x21-\x24\x26-\x7e]*$/.test(queryString) && !queryString.includes('_mizan_fn')) return NO_NAMES
  const read = decodeQuery(queryString, [], service.types)
  if (!read.ok) throw refuse('BAD_REQUEST', 'the query string is not percent-coded UTF-8')
  return read.functions
}

async function routeView(
  exchange: Exchange,
  matches: readonly ViewMatch[],
  queryString: string,
): Promise<ViewPlan> {
  const { method } = exchange.request
  const wanted = method === 'HEAD' ? 'GET' : method
  const match = matches.find(
    (one) => one.methods.includes(method) || one.methods.includes(wanted),
  ) as ViewMatch
  begin(exchange, match.function)
  const pairs = match.params.map(
    ([name, raw]) => `${name}=${raw.replaceAll('+', '%2B').replaceAll('&', '%26')}`,
  )
  if (queryString !== '') pairs.push(queryString)
  const body = isSafeMethod(method) ? undefined : await readViewBody(exchange)
  return { kind: 'view', function: match.function, queryString: pairs.join('&'), body }
}

function readViewBody(exchange: Exchange): JsonObject | Promise<JsonObject | string> | undefined {
  if (exchange.request.readBody === undefined) return undefined
  const isForm =
    readMediaType(exchange.request.header('content-type')) === 'application/x-www-form-urlencoded'
  return isForm ? readFormBody(exchange) : readJsonObject(exchange)
}

function begin(exchange: Exchange, declared: RegisteredFunction): void {
  exchange.function = declared
  exchange.schema = declared.fingerprint
  if (declared.kind === 'mutation') exchange.cause = exchange.service.createId()
}

function memberOf(object: JsonObject, name: string, absent: JsonValue = null): JsonValue {
  return Object.hasOwn(object, name) ? (object[name] as JsonValue) : absent
}
