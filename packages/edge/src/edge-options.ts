/** What `createEdge` takes, and what is wrong with it. */
import { type CacheProblem, type CacheStore, createMemoryStore } from '@mizan/cache'
import { LIMITS } from '@mizan/protocol'
import { type EdgeClock, systemClock } from './edge-clock.ts'
import { type EdgeSecrets, type ReadSecrets, readSecrets } from './edge-secrets.ts'
import type { Fetch } from './origin.ts'

export interface EdgeOptions {
  /** What `mizan manifest` prints. */
  readonly manifest: string
  /** `https://origin.example`. */
  readonly origin: string
  readonly secrets: EdgeSecrets
  /** Where answers are kept; default: the memory of this process, 64 MiB. */
  readonly store?: CacheStore
  /** `aud` of MWTs; default `mizan`. */
  readonly audience?: string
  /** Of the origin: a token is refused beside the cookie of another session. Default `mizan_session`. */
  readonly sessionCookie?: string
  /** The platform's header with the client's address (`cf-connecting-ip`), which the origin gets as `X-Forwarded-For`. Where it is left out the origin is told none. */
  readonly addressHeader?: string
  /** How long the store may take for one operation, in milliseconds; default 1000. */
  readonly storeTimeoutMs?: number
  /** How long the origin may take until the head of an answer is there; default 45,000. */
  readonly originTimeoutMs?: number
  /** Bytes of one answer that is kept; default 1 MiB. */
  readonly maxEntryBytes?: number
  /** Characters of the headers of one answer that is kept; default 16,384. */
  readonly maxHeaderBytes?: number
  /** Requests under way at once; more are UNAVAILABLE. Default 1,000. */
  readonly maxRequests?: number
  /** How long a run at the origin may take (`limits.runDeadlineMs` of the app). */
  readonly runDeadlineMs?: number
  /** Told when the store begins to fail. */
  readonly report?: (problem: CacheProblem) => void
  /** For tests, and for runtimes that reach the origin by another way. */
  readonly fetch?: Fetch
  /** For tests. */
  readonly clock?: EdgeClock
}

export type ReadOptions = Required<Omit<EdgeOptions, 'addressHeader' | 'secrets'>> & {
  readonly addressHeader: string | undefined
  readonly secrets: ReadSecrets
}

const DEFAULTS = {
  audience: 'mizan',
  sessionCookie: 'mizan_session',
  storeTimeoutMs: 1000,
  originTimeoutMs: 45_000,
  maxEntryBytes: 1_048_576,
  maxHeaderBytes: 16_384,
  maxRequests: 1000,
  runDeadlineMs: LIMITS.runDeadlineMs,
  report: () => undefined,
  fetch: (request: Request) => fetch(request),
  clock: systemClock,
} satisfies Partial<EdgeOptions>
const KNOWN = [...Object.keys(DEFAULTS), 'manifest', 'origin', 'secrets', 'store', 'addressHeader']
const NUMBERS = [
  'storeTimeoutMs',
  'originTimeoutMs',
  'maxEntryBytes',
  'maxHeaderBytes',
  'maxRequests',
  'runDeadlineMs',
] as const

/** @throws TypeError */
export function readOptions(options: EdgeOptions): ReadOptions {
  for (const name of Object.keys(options))
    if (!KNOWN.includes(name)) throw new TypeError(`createEdge has no option ${JSON.stringify(name)}`)
  if (typeof options.manifest !== 'string')
    throw new TypeError('createEdge: `manifest` is the text that `mizan manifest` prints')
  if (!URL.canParse(options.origin) || new URL(options.origin).origin !== options.origin)
    throw new TypeError('createEdge: `origin` is written like https://origin.example, without a path')
  for (const name of NUMBERS) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw new TypeError(`createEdge: \`${name}\` is no whole number`)
  }
  return {
    ...DEFAULTS,
    ...options,
    store: options.store ?? createMemoryStore(),
    addressHeader: options.addressHeader,
    secrets: readSecrets(options.secrets),
  }
}
