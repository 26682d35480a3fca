/** One cached entry: a context's bundle, or one slice read by itself, for one set of params. */
import type { JsonObject } from '@mizan/protocol'
import type { AnyQuery, ParamKinds } from '../descriptor.ts'
import type { Why } from '../events/client-event.ts'
import type { Kernel } from '../kernel.ts'
import { type Pairs, pairsOf, queryOf } from '../values/param-text.ts'
import { createSlot, IDLE, READING, type Slot } from './slot.ts'

/** What readers ask for: all queries of a context, as its descriptor says, or one of them. */
export interface Source {
  /** Of the context. */
  readonly name: string
  readonly params: ParamKinds
  readonly queries: Readonly<Record<string, AnyQuery>>
  readonly schema: string
  /** The query when it is read by itself; `schema` is its own then. */
  readonly only?: string
}

/** Entries of one source, and an index for targets of those whose canonical params the server has told. */
export interface Group {
  readonly kernel: Kernel
  readonly source: Source
  /** Their canonical params are not known yet. */
  readonly unfiled: Set<Entry>
  /** By canonical params. */
  readonly filed: Map<string, Entry>
  /** By `name=text` of one param. */
  readonly byPair: Map<string, Set<Entry>>
}

/** What came with the arrival of a read, by function. */
export interface Arrived {
  readonly voidedAt: number
  readonly data: unknown
  readonly error: unknown
}

/** Told of every change; with what arrived after a read. Removed when it answers true. */
export type Waiter = (arrived: ReadonlyMap<string, Arrived> | undefined) => boolean

/** One set of params as readers wrote them. Several may turn out to be the same entry. */
export interface Ask {
  /** Path and query of the read of the whole entry. */
  readonly key: string
  /** Wire values, without null. */
  readonly params: JsonObject
  entry: Entry
  /** Of readers that are subscribed. */
  readonly listeners: Set<() => void>
  readonly waiters: Set<Waiter>
  /** Tick of the last subscription. */
  mountedAt: number
  /** Tick at which a load() asked whose reader has not subscribed yet: who suspends comes back as another reader. */
  loadedAt: number
}

/** A read under way, or between two attempts. */
export interface Fill {
  readonly entry: Entry
  readonly ask: Ask
  /** Functions that are read. */
  readonly names: readonly string[]
  /** Functions whose value came before the answer ended. */
  readonly placed: Set<string>
  readonly why: Why
  isRefetch: boolean
  attempts: number
  /** Tick at which the present attempt was sent. */
  begunAt: number
  /** Ends what it waits for: the answer, the time of the next try, or the network. */
  stop: () => void
}

export interface Entry {
  readonly kernel: Kernel
  readonly group: Group
  readonly slots: ReadonlyMap<string, Slot>
  readonly asks: Set<Ask>
  /** Canonical params; what the ask's own values give until the server has answered. */
  pairs: Pairs
  /** The server has told the canonical params. */
  isFiled: boolean
  /** Its last answer was for everybody: it had a value and no X-Mizan-Identity. */
  isPublic: boolean
  /** ETag of exactly these bytes, and the key of the ask whose URL it belongs to. */
  etag: readonly [tag: string, key: string] | undefined
  /** Environment time of the last read of the whole entry. */
  readAtMs: number
  fill: Fill | undefined
  /** Of the read to come. */
  why: Why
  cancelCollection: (() => void) | undefined
}

/** Names an ask by the path and query of its URL. */
export function askKey(source: Source, params: JsonObject): string {
  const { name, only, params: kinds } = source
  return only === undefined
    ? pathOf(name, queryOf(params, kinds))
    : pathOf(name, queryOf({ ...params, _mizan_fn: only }, { ...kinds, _mizan_fn: 'text' }))
}

export function pathOf(context: string, query: string): string {
  return `/ctx/${context}/${query && '?'}${query}`
}

export function addAsk(kernel: Kernel, source: Source, params: JsonObject): Ask {
  const entry = addEntry(groupOf(kernel, source), pairsOf(params, source.params))
  const ask: Ask = {
    key: askKey(source, params),
    params,
    entry,
    listeners: new Set(),
    waiters: new Set(),
    mountedAt: 0,
    loadedAt: 0,
  }
  entry.asks.add(ask)
  kernel.asks.set(ask.key, ask)
  return ask
}

/**
 * Files the ask's entry under its canonical params and answers the entry that the ask belongs to now: another one when two sets of
 * params turn out to be the same, or when one set has come to mean another entry than it did (a default that moved).
 */
export function fileAsk(ask: Ask, pairs: Pairs): Entry {
  const { entry } = ask
  const { group } = entry
  const key = [...pairs].sort().join('\0')
  const found = group.filed.get(key)
  if (found === entry) return entry
  const isAlone = found === undefined && entry.asks.size === 1
  if (isAlone) takeOut(entry)
  const home = found ?? (isAlone ? entry : addEntry(group, pairs))
  if (found === undefined) file(home, key, pairs)
  if (home === entry) return entry
  entry.asks.delete(ask)
  home.asks.add(ask)
  keep(home)
  ask.entry = home
  if (entry.asks.size === 0) dropEntry(entry)
  return home
}

export function keep(entry: Entry): void {
  entry.cancelCollection?.()
  entry.cancelCollection = undefined
}

export function dropEntry(entry: Entry): void {
  endFill(entry, true)
  keep(entry)
  takeOut(entry)
  for (const ask of entry.asks) entry.kernel.asks.delete(ask.key)
}

/** The entry is free for the next read. With `isCancelled` nobody waits for the present one any more. */
export function endFill(entry: Entry, isCancelled = false): void {
  const { fill } = entry
  if (fill === undefined) return
  entry.fill = undefined
  for (const slot of entry.slots.values()) if (slot.phase === READING) slot.phase = IDLE
  if (isCancelled) fill.stop()
}

export function* allEntries(kernel: Kernel): Iterable<Entry> {
  for (const groups of kernel.groups.values()) {
    for (const { unfiled, filed } of groups) {
      yield* unfiled
      yield* filed.values()
    }
  }
}

/** Somebody shows it. */
export function isMounted(entry: Entry): boolean {
  for (const ask of entry.asks) if (ask.listeners.size > 0) return true
  return false
}

/** Somebody shows it or waits for it. */
export function isUsed(entry: Entry): boolean {
  for (const ask of entry.asks) if (ask.listeners.size + ask.waiters.size > 0) return true
  return false
}

/** The ask whose params stand for the entry: the one mounted last. */
export function latestAsk(entry: Entry): Ask {
  return [...entry.asks].sort((a, b) => rank(b) - rank(a))[0] as Ask
}

/** Who is subscribed comes before who is not; there are far fewer ticks than this. */
function rank(ask: Ask): number {
  return ask.mountedAt - (ask.listeners.size > 0 ? 0 : 1e15)
}

function groupOf(kernel: Kernel, source: Source): Group {
  const groups = kernel.groups.get(source.name) ?? []
  let group = groups.find((each) => each.source.only === source.only)
  if (group === undefined) {
    group = { kernel, source, unfiled: new Set(), filed: new Map(), byPair: new Map() }
    kernel.groups.set(source.name, [...groups, group])
  }
  return group
}

function addEntry(group: Group, pairs: Pairs): Entry {
  const entry: Entry = {
    kernel: group.kernel,
    group,
    slots: new Map(Object.entries(group.source.queries).map(([name, query]) => [name, createSlot(query)])),
    asks: new Set(),
    pairs,
    isFiled: false,
    isPublic: false,
    etag: undefined,
    readAtMs: 0,
    fill: undefined,
    why: { reason: 'mount' },
    cancelCollection: undefined,
  }
  group.unfiled.add(entry)
  return entry
}

function file(entry: Entry, key: string, pairs: Pairs): void {
  const { byPair, filed, unfiled } = entry.group
  unfiled.delete(entry)
  filed.set(key, entry)
  for (const pair of pairs) {
    const entries = byPair.get(pair)
    if (entries === undefined) byPair.set(pair, new Set([entry]))
    else entries.add(entry)
  }
  entry.pairs = pairs
  entry.isFiled = true
}

function takeOut(entry: Entry): void {
  const { byPair, filed, unfiled } = entry.group
  unfiled.delete(entry)
  if (!entry.isFiled) return
  filed.delete([...entry.pairs].sort().join('\0'))
  for (const pair of entry.pairs) {
    const entries = byPair.get(pair)
    entries?.delete(entry)
    if (entries?.size === 0) byPair.delete(pair)
  }
}
