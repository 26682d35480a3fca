/** What `createApp` takes, and what is wrong with it. */
import {
  HEADER_CSRF_TOKEN,
  HEADER_IDEMPOTENCY_KEY,
  HEADER_IF_NONE_MATCH,
  HEADER_REQUEST_ID,
  HEADER_TOKEN,
  type Limits,
} from '@mizan/protocol'
import type { VaryInput } from '../cache/vary-inputs.ts'
import { DeclarationError } from '../declare/declaration-error.ts'
import { suggestName } from '../declare/nearest-name.ts'
import type { LoadUser, SessionOptions, TokenSettings } from '../identity/identity.ts'
import type { EdgeTarget } from '../manifest/deliver-purges.ts'
import { checkEdges } from '../manifest/edge-options.ts'
import type { AroundRun } from '../pipeline/around-run.ts'
import type { Clock } from '../pipeline/clock.ts'
import type { IdempotencyStore } from '../pipeline/idempotency/idempotency-store.ts'
import type { LogRecord } from '../pipeline/log-record.ts'
import type { CorsPolicy, OriginPolicy } from '../pipeline/origin.ts'
import type { ErrorReport, RateLimitHook, ResolveUser, TransactionHook } from '../pipeline/service.ts'
import type { Tracing } from '../pipeline/tracing.ts'
import { type CacheOptions, checkCacheOptions } from './cache-options.ts'
import { checkIdentityOptions, SESSION_OPTIONS, TOKEN_OPTIONS } from './identity-options.ts'
import { type AppSecrets, isCacheSecret, SECRETS } from './secrets.ts'

export interface AppOptions {
  /** Path under which the protocol lives; default `/api/mizan`. */
  readonly base?: string
  /** Module namespaces (`import * as users from './users.ts'`): their exports made by `client` are served. */
  readonly modules?: readonly object[]
  /** Objects whose methods stand under `@client`. */
  readonly instances?: readonly object[]
  /** Who sent this request. It is asked again, with the new cookies, after a mutation that set some. */
  readonly resolveUser?: ResolveUser
  /** The user of an id that a token or a session names, or null when there is none any more. Needed with `sessions` and with secrets for tokens. */
  readonly loadUser?: LoadUser
  /** Sessions in cookies, and those that refresh tokens belong to. */
  readonly sessions?: SessionOptions
  readonly tokens?: TokenSettings
  /** `cache` keys what stands for users on the wire; needed with `resolveUser` and `loadUser`, the same in every process of the app. */
  readonly secrets?: AppSecrets
  /** Origins of the app's own pages where a proxy changes the host: `https://app.example`. */
  readonly trustedOrigins?: readonly string[]
  readonly cors?: CorsOptions
  /** Wraps every mutation. */
  readonly transaction?: TransactionHook
  readonly rateLimit?: RateLimitHook
  /** Keeps the bundles of contexts that ask for it (`cache` on their queries) until a mutation makes them stale; off when left out. */
  readonly cache?: CacheOptions
  /** Inputs of queries beside their params, such as tenant or locale, by name: a query names those that it reads. */
  readonly vary?: Readonly<Record<string, VaryInput>>
  /** Edges before this app that keep its answers: each is told what became stale, also by what did not pass it. Needs `secrets.edge`. */
  readonly edges?: readonly EdgeTarget[]
  /** Where outcomes of mutations with an Idempotency-Key are kept; default: the memory of this process. */
  readonly idempotency?: IdempotencyStore
  /** Gets what clients must not see; default: one line to the error console. */
  readonly onError?: (report: ErrorReport) => void
  /** Gets a record of every request when it is over: `createJsonLog()`, or a logger of yours. */
  readonly log?: (record: LogRecord) => void
  /** Makes spans: `openTelemetry()` of `@mizan/server/opentelemetry`. */
  readonly tracing?: Tracing
  /** Stands around each run of a function, in requests, refreshes and in-process calls alike. */
  readonly aroundRun?: AroundRun
  readonly limits?: AppLimits
  /** What is only warned about in production is an error. */
  readonly development?: boolean
  /** For tests. */
  readonly clock?: Clock
}

/** Limits that an app may move; the others are the protocol's. */
export type AppLimits = Partial<
  Pick<Limits, 'maxBodyBytes' | 'bodyDeadlineMs' | 'runDeadlineMs' | 'refreshBudgetMs' | 'refreshBudgetBytes'>
>

export interface CorsOptions {
  /** Exact origins; their pages may also send POST. */
  readonly origins: readonly string[]
  /** Let their browsers send cookies; default false. */
  readonly credentials?: boolean
  /** Request headers beyond those of the protocol. */
  readonly headers?: readonly string[]
}

/** All of them, which the compiler sees to: what JavaScript and casts get past it is found here. */
const OPTIONS = Object.keys({
  base: true,
  modules: true,
  instances: true,
  resolveUser: true,
  loadUser: true,
  sessions: true,
  tokens: true,
  secrets: true,
  trustedOrigins: true,
  cors: true,
  transaction: true,
  rateLimit: true,
  cache: true,
  vary: true,
  edges: true,
  idempotency: true,
  onError: true,
  log: true,
  tracing: true,
  aroundRun: true,
  limits: true,
  development: true,
  clock: true,
} satisfies Record<keyof AppOptions, true>)
const CORS_OPTIONS = Object.keys({ origins: true, credentials: true, headers: true } satisfies Record<
  keyof CorsOptions,
  true
>)
const BASE = /^(\/[A-Za-z0-9._~-]+)*$/
const HEADER_NAME = /^[A-Za-z0-9-]+$/
const MOVABLE = ['maxBodyBytes', 'bodyDeadlineMs', 'runDeadlineMs', 'refreshBudgetMs', 'refreshBudgetBytes']
/** Whatever a kernel of another origin sends: a preflight that lacks one of them ends its request. */
const CORS_HEADERS = [
  'Content-Type',
  HEADER_IF_NONE_MATCH,
  'Authorization',
  HEADER_REQUEST_ID,
  'Cache-Control',
  HEADER_TOKEN,
  HEADER_CSRF_TOKEN,
  HEADER_IDEMPOTENCY_KEY,
]

/** Every mistake. */
export function checkOptions(options: AppOptions): readonly DeclarationError[] {
  const problems: DeclarationError[] = []
  const add = (reason: string, hint: string): void => {
    problems.push(new DeclarationError('createApp', reason, hint))
  }
  for (const [path, given, known] of [
    ['', options, OPTIONS],
    ['cors.', options.cors, CORS_OPTIONS],
    ['secrets.', options.secrets, SECRETS],
    ['sessions.', options.sessions, SESSION_OPTIONS],
    ['tokens.', options.tokens, TOKEN_OPTIONS],
  ] as const)
    for (const name of Object.keys(given ?? {}))
      if (!known.includes(name)) add(`there is no option "${path}${name}"`, suggestName(name, known))
  if (options.base !== undefined && !BASE.test(options.base))
    add(
      `base ${JSON.stringify(options.base)} is no path`,
      'write it like /api/mizan: it begins with a slash and ends without one',
    )
  checkIdentityOptions(options, add)
  problems.push(...checkCacheOptions(options, isCacheSecret(options.secrets?.cache)))
  checkEdges(options, add)
  for (const origin of [...(options.trustedOrigins ?? []), ...(options.cors?.origins ?? [])])
    if (!isOrigin(origin))
      add(`${JSON.stringify(origin)} is no origin`, 'write it like https://app.example, without a path')
  for (const name of options.cors?.headers ?? [])
    if (!HEADER_NAME.test(name))
      add(`cors.headers: ${JSON.stringify(name)} is no header name`, 'use letters, digits and hyphens')
  for (const [name, value] of Object.entries(options.limits ?? {})) {
    if (!MOVABLE.includes(name))
      add(`limits.${name} is not the app's to set`, `these are: ${MOVABLE.join(', ')}`)
    else if (!Number.isSafeInteger(value) || value < 0)
      add(`limits.${name} is no whole number`, 'give bytes or milliseconds')
  }
  return problems
}

/** From options that passed. */
export function toOriginPolicy(options: AppOptions): OriginPolicy {
  return { trusted: new Set(options.trustedOrigins), cors: toCorsPolicy(options.cors) }
}

function toCorsPolicy(cors: CorsOptions | undefined): CorsPolicy | undefined {
  if (cors === undefined) return undefined
  return {
    origins: new Set(cors.origins),
    credentials: cors.credentials === true,
    allowedHeaders: [...CORS_HEADERS, ...(cors.headers ?? [])].join(', '),
  }
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && !value.includes('*')
}
