/** One cached entry: a context's bundle, or one slice read by itself, for one set of params. */
import { canonicalTextOfKind, encodeQuery, type JsonObject, matchTarget } from '@mizan/protocol'
import type { AnyQuery, ParamKinds } from '../descriptor.ts'
import type { Why } from '../events.ts'
import { createSlot, type Slot } from './slot.ts'

/** What readers ask for: all queries of a context, or one of them. */
export interface Source {
  readonly context: string
  /** The query when it is read by itself. */
  readonly only: string | undefined
  readonly kinds: ParamKinds
  /** Fingerprint of the whole context; a slice's descriptor does not know it. */
  readonly schema: string | undefined
  readonly queries: Readonly<Record<string, AnyQuery>>
}

/** What came with the arrival of a read, by function. */
export interface Arrived {
  readonly voidedAt: number
  readonly data: unknown
  readonly error: unknown
}

/** One set of params as readers wrote them. Several may turn out to be the same entry. */
export interface Ask {
  readonly key: string
  /** Wire values, without null. */
  readonly params: JsonObject
  entry: Entry
  /** Readers that are subscribed. */
  references: number
  /** Tick of the last subscription. */
  mountedAt: number
  /** Neighbours among the subscribed asks of the context, by the time of mounting. */
  newer: Ask | undefined
  older: Ask | undefined
  readonly listeners: Set<() => void>
  /** Told of every change; with what arrived after a read. Removed when it answers true. */
  readonly waiters: Set<Waiter>
  /** Tick at which a load() asked whose reader has not subscribed yet: who suspends comes back as another reader. */
  loadedAt: number
}

export type Waiter = (arrived: ReadonlyMap<string, Arrived> | undefined) => boolean

/** A read under way, or between two attempts. */
export interface Fill {
  readonly functions: ReadonlySet<string>
  /** Tick at which the present attempt was sent. */
  begunAt: number
  readonly why: Why
  cancel(): void
}

export interface Entry {
  readonly source: Source
  readonly slots: ReadonlyMap<string, Slot>
  readonly asks: Set<Ask>
  /** Canonical texts; what the ask's own values give until the server has answered. */
  params: Readonly<Record<string, string>>
  /** The server has told the canonical params. */
  isFiled: boolean
  /** Its last answer was for everybody: it had a value and no X-Mizan-Identity. */
  isPublic: boolean
  /** Of exactly these bytes under exactly this URL. */
  etag: { readonly url: string; readonly tag: string } | undefined
  /** Environment time of the last read of the whole entry. */
  readAtMs: number
  fill: Fill | undefined
  /** Of the read to come. */
  why: Why
  cancelCollection: (() => void) | undefined
}

export function createEntry(source: Source, params: Readonly<Record<string, string>>): Entry {
  const slots = Object.entries(source.queries).map(([name, query]) => [name, createSlot(query)] as const)
  return {
    source,
    slots: new Map(slots),
    asks: new Set(),
    params,
    isFiled: false,
    isPublic: false,
    etag: undefined,
    readAtMs: 0,
    fill: undefined,
    why: becauseOf('mount'),
    cancelCollection: undefined,
  }
}

export function becauseOf(reason: Why['reason'], more?: Omit<Why, 'reason'>): Why {
  return { reason, cause: more?.cause, mutation: more?.mutation }
}

/** Names an ask: context, function and the query string of its URL, which sorts the params. */
export function askKey(source: Source, params: JsonObject): string {
  return `${source.context}/${source.only ?? ''}?${encodeQuery(params, source.kinds)}`
}

/** Names an entry by the canonical texts of its params. */
export function entryKey(source: Source, params: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(params)
    .sort()
    .map((name) => [name, params[name]])
  return `${source.context}/${source.only ?? ''}?${JSON.stringify(pairs)}`
}

/** Canonical texts of wire values, as far as a client knows them: defaults and transforms happen at the server. */
export function textsOf(params: JsonObject, kinds: ParamKinds): Record<string, string> {
  const texts: [string, string][] = []
  for (const [name, value] of Object.entries(params)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    const text = canonicalTextOfKind(kind ?? guessKind(value), value)
    if (text !== undefined) texts.push([name, text])
  }
  return Object.fromEntries(texts)
}

/** Whether the canonical params hold every one of the texts, and the reader is the one that `own` asks for. */
export function isFiledAs(entry: Entry, texts: Readonly<Record<string, string>>, own: boolean): boolean {
  const { isPublic, params, source } = entry
  return matchTarget(
    { context: source.context, params: texts, own },
    { context: source.context, params, own: !isPublic },
  )
}

/** Somebody shows it. */
export function isMounted(entry: Entry): boolean {
  for (const ask of entry.asks) if (ask.references > 0) return true
  return false
}

/** Somebody shows it or waits for it. */
export function isUsed(entry: Entry): boolean {
  for (const ask of entry.asks) if (ask.references > 0 || ask.waiters.size > 0) return true
  return false
}

/** The ask whose params stand for the entry: the one mounted last. */
export function latestAsk(entry: Entry): Ask | undefined {
  let latest: Ask | undefined
  for (const ask of entry.asks) {
    const isBetter = latest === undefined || rank(ask) > rank(latest)
    if (isBetter) latest = ask
  }
  return latest
}

export function isFetching(entry: Entry | undefined, slot: Slot): boolean {
  return slot.isWanted || entry?.fill?.functions.has(slot.query.name) === true
}

function rank(ask: Ask): number {
  return ask.references > 0 ? ask.mountedAt : -1 / (ask.mountedAt + 1)
}

function guessKind(value: unknown): 'text' | 'json' {
  return typeof value === 'object' ? 'json' : 'text'
}
