/** The options `cache` and `vary` of `createApp`, and what is wrong with them. */
import type { CacheStore } from '@mizan/cache'
import type { VaryInput } from '../cache/vary-inputs.ts'
import { DeclarationError } from '../declare/declaration-error.ts'
import { suggestName } from '../declare/nearest-name.ts'

export interface CacheOptions {
  /** Where bundles are kept: `createMemoryStore()` of `@mizan/cache`, or one that processes share. */
  readonly store: CacheStore
  /** What a request waits for the store at most; 50 when left out. */
  readonly timeoutMs?: number
  /** How long after its time an entry is still given while it is read anew; never after a purge. 0 when left out. */
  readonly staleWhileRevalidateMs?: number
  /** How far the databases that queries read may lie behind the one that mutations write to; 0 when left out. */
  readonly replicaLagMs?: number
  /** Queries read the primary where `call.needsPrimary` says so; else nothing is kept within `replicaLagMs` of a purge. */
  readonly hasPrimary?: boolean
}

const CACHE_OPTIONS = Object.keys({
  store: true,
  timeoutMs: true,
  staleWhileRevalidateMs: true,
  replicaLagMs: true,
  hasPrimary: true,
} satisfies Record<keyof CacheOptions, true>)
const STORE_METHODS = ['read', 'write', 'purge', 'lease', 'release', 'close'] as const
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/
const HEADER_NAME = /^[A-Za-z0-9-]{1,128}$/
/** Whose values are secrets, or are the identity's: a shared cache must not be told to tell answers apart by them. */
const CREDENTIALS = ['cookie', 'authorization', 'x-mizan-token']

export interface GivenCacheOptions {
  readonly cache?: CacheOptions | undefined
  readonly vary?: Readonly<Record<string, VaryInput>> | undefined
}

/** `isKeyed`: there is a cache secret. */
export function checkCacheOptions(
  { cache, vary }: GivenCacheOptions,
  isKeyed: boolean,
): readonly DeclarationError[] {
  const problems: DeclarationError[] = []
  const add = (reason: string, hint?: string): void => {
    problems.push(new DeclarationError('createApp', reason, hint))
  }
  for (const name of ['cache', 'vary'] as const) {
    if ({ cache, vary }[name] !== undefined && !isKeyed)
      add(
        `${name} needs secrets.cache`,
        'give a random text of 16 characters or more, the same in every process',
      )
  }
  if (cache !== undefined) checkCache(cache, add)
  for (const [name, input] of Object.entries(vary ?? {})) checkInput(name, input, add)
  return problems
}

type Add = (reason: string, hint?: string) => void

function checkCache(cache: unknown, add: Add): void {
  if (typeof cache !== 'object' || cache === null) return add('cache is no object', 'write { store }')
  const given = cache as Readonly<Record<string, unknown>>
  for (const name of Object.keys(given))
    if (!CACHE_OPTIONS.includes(name))
      add(`there is no option "cache.${name}"`, suggestName(name, CACHE_OPTIONS))
  const store = given['store'] as Readonly<Record<string, unknown>> | null | undefined
  if (
    typeof store !== 'object' ||
    store === null ||
    STORE_METHODS.some((name) => typeof store[name] !== 'function')
  )
    add(
      'cache.store is no store',
      'give createMemoryStore() of @mizan/cache, or one of @mizan/store-sqlite or -redis',
    )
  for (const name of ['timeoutMs', 'staleWhileRevalidateMs', 'replicaLagMs']) {
    const value = given[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 0))
      add(`cache.${name} is no whole number`, 'give milliseconds')
  }
}

function checkInput(name: string, input: unknown, add: Add): void {
  if (!NAME.test(name) || name.length > 128) add(`vary: ${JSON.stringify(name)} is no name`)
  if (typeof input === 'function') return
  const { header, resolve } = (input ?? {}) as Partial<Record<'header' | 'resolve', unknown>>
  if (typeof header !== 'string' || typeof resolve !== 'function')
    return add(`vary.${name} is no vary input`, 'give a function of the request, or { header, resolve }')
  if (!HEADER_NAME.test(header)) add(`vary.${name}: ${JSON.stringify(header)} is no header name`)
  else if (CREDENTIALS.includes(header.toLowerCase()))
    add(
      `vary.${name}: ${header} is a credential`,
      'give a function of the request, which makes the answers private',
    )
}
