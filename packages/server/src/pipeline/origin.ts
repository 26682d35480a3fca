/** Trusted origins of unsafe requests, and CORS (SPEC.md, Origins). */
import { type CallError, EXPOSED_HEADERS } from '@mizan/protocol'
import type { HeaderPair } from './plain-answer.ts'
import type { PlainRequest } from './plain-request.ts'
import { refuse } from './refuse.ts'

export interface OriginPolicy {
  /** The app's own origins beside the one that a request was sent to: those of a proxy in front. */
  readonly trusted: ReadonlySet<string>
  readonly cors: CorsPolicy | undefined
}

export interface CorsPolicy {
  readonly origins: ReadonlySet<string>
  readonly credentials: boolean
  /** Value of Access-Control-Allow-Headers. */
  readonly allowedHeaders: string
}

const PREFLIGHT_MAX_AGE_SECONDS = '600'

/** An unsafe request that names a foreign origin is FORBIDDEN. `Origin` decides; `Sec-Fetch-Site` only in its absence. */
export function assertTrustedOrigin(request: PlainRequest, policy: OriginPolicy): void {
  const origin = request.header('origin')
  if (origin !== undefined) {
    if (origin !== request.origin && !isListed(origin, policy)) throw foreignOrigin()
    return
  }
  const site = request.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreignOrigin()
}

/** Without either header a foreign page of an old browser cannot be told from a program: a cookie must not be what authenticates. */
export function namesItsOrigin(request: PlainRequest): boolean {
  return request.header('origin') !== undefined || request.header('sec-fetch-site') !== undefined
}

export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** For every answer of an app that has a policy, also to requests without an Origin: a shared cache must know. */
export function corsHeaders(request: PlainRequest, policy: OriginPolicy): readonly HeaderPair[] {
  const { cors } = policy
  if (cors === undefined) return []
  const origin = request.header('origin')
  if (origin === undefined || !cors.origins.has(origin)) return [['Vary', 'Origin']]
  const headers: HeaderPair[] = [
    ['Vary', 'Origin'],
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Expose-Headers', EXPOSED_HEADERS.join(', ')],
  ]
  if (cors.credentials) headers.push(['Access-Control-Allow-Credentials', 'true'])
  return headers
}

export function isPreflight(request: PlainRequest, policy: OriginPolicy): boolean {
  if (request.method !== 'OPTIONS' || policy.cors === undefined) return false
  return (
    request.header('origin') !== undefined && request.header('access-control-request-method') !== undefined
  )
}

/** They stand beside `corsHeaders`. A foreign origin is refused, and its browser stops there. */
export function preflightHeaders(
  request: PlainRequest,
  policy: OriginPolicy,
  methods: readonly string[],
): readonly HeaderPair[] {
  if (!policy.cors?.origins.has(request.header('origin') ?? '')) throw foreignOrigin()
  return [
    ['Access-Control-Allow-Methods', methods.join(', ')],
    ['Access-Control-Allow-Headers', policy.cors.allowedHeaders],
    ['Access-Control-Max-Age', PREFLIGHT_MAX_AGE_SECONDS],
  ]
}

function isListed(origin: string, policy: OriginPolicy): boolean {
  return policy.trusted.has(origin) || policy.cors?.origins.has(origin) === true
}

function foreignOrigin(): CallError {
  return refuse('FORBIDDEN', 'the request comes from a foreign origin')
}
