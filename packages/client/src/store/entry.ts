/** One cached entry: a context's bundle, or one slice read by itself, for one set of params. */
import type { JsonObject } from '@mizan/protocol'
import type { AnyQuery, Follow, ParamKinds } from '../descriptor.ts'
import type { Why } from '../events/client-event.ts'
import type { Kernel } from '../kernel.ts'
import { type Pairs, pairsOf, queryOf } from '../values/param-text.ts'
import { createSlot, IDLE, type Outcome, READING, type Slot } from './slot.ts'

/** What readers ask for: all queries of a context, as its descriptor says, or one of them. */
export interface Source {
  /** Of the context. */
  readonly name: string
  readonly params: ParamKinds
  readonly queries: Readonly<Record<string, AnyQuery>>
  readonly schema: string
  /** The query when it is read by itself; `schema` is its own then. */
  readonly only?: string
  readonly follow?: Follow | undefined
}

/** Entries of one source, and an index of them for targets. */
export interface Group {
  readonly kernel: Kernel
  readonly source: Source
  /** By canonical params; until the server has told them, by path and query. */
  readonly entries: Map<string, Entry>
  /** By `name=text` of one canonical param; under '' those whose canonical params are not known. */
  readonly byPair: Map<string, Set<Entry>>
}

/** An answer to a read that has been put in place. */
export interface Arrived {
  readonly begunAt: number
  readonly arrivedAt: number
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** Told of every change; with what arrived after a read. */
export type Listener = (arrived?: Arrived) => void

/** One set of params as readers wrote them. Several may turn out to be the same entry. */
export interface Ask {
  /** Path and query of the read of the whole entry. */
  readonly key: string
  /** Wire values, without null. */
  readonly params: JsonObject
  entry: Entry
  /** Of readers that are subscribed, and of those who wait for something. */
  readonly listeners: Set<Listener>
  /** Readers that are subscribed. */
  mounts: number
  /** Tick of the last subscription. */
  mountedAt: number
  /** Tick at which a load() asked whose reader has not subscribed yet: who suspends comes back as another reader. */
  loadedAt: number
}

/** A read under way, or between two attempts. */
export interface Fill {
  readonly entry: Entry
  readonly ask: Ask
  /** Those of the entry that are read. */
  readonly slots: readonly Slot[]
  /** Some values came before the answer ended. */
  hasParts: boolean
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
  readonly slots: readonly Slot[]
  asks: readonly Ask[]
  /** Its place in the group. */
  key: string
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
  /** Nobody uses it: keeps it from being collected after all. */
  spare: (() => void) | undefined
}

/** Path and query of a read of these functions; of the whole bundle when there are none. */
export function pathOf(
  { name, params: kinds }: Source,
  params: JsonObject,
  names: readonly string[],
): string {
  const query = queryOf({ ...params, _mizan_fn: names }, { ...kinds, _mizan_fn: 'list' })
  return `/ctx/${name}/${query && '?'}${query}`
}

/** Names an ask by the path and query of its URL. */
export function askKey(source: Source, params: JsonObject): string {
  return pathOf(source, params, source.only ? [source.only] : [])
}

export function addAsk(kernel: Kernel, source: Source, params: JsonObject): Ask {
  const key = askKey(source, params)
  const entry = createEntry(groupOf(kernel, source), pairsOf(params, source.params))
  place(entry, key, UNKNOWN)
  const ask: Ask = { key, params, entry, listeners: new Set(), mounts: 0, mountedAt: 0, loadedAt: 0 }
  entry.asks = [ask]
  kernel.asks.set(key, ask)
  return ask
}

/**
 * Files the ask's entry under its canonical params and answers the entry that the ask belongs to now: another one when two sets of
 * params turn out to be the same, or when one set has come to mean another entry than it did (a default that moved).
 */
export function fileAsk(ask: Ask, pairs: Pairs): Entry {
  const { entry } = ask
  const key = [...pairs].sort().join('\0')
  const found = entry.group.entries.get(key)
  const home = found ?? (entry.asks.length > 1 ? createEntry(entry.group, pairs) : entry)
  if (!found) {
    takeOut(home)
    home.pairs = pairs
    home.isFiled = true
    place(home, key, pairs)
  }
  if (home === entry) return home
  entry.asks = entry.asks.filter((each) => each !== ask)
  home.asks = [...home.asks, ask]
  keep(home)
  ask.entry = home
  if (entry.asks.length === 0) dropEntry(entry)
  return home
}

export function keep(entry: Entry): void {
  entry.spare?.()
  entry.spare = undefined
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
  if (!fill) return
  entry.fill = undefined
  for (const slot of entry.slots) if (slot.phase === READING) slot.phase = IDLE
  if (isCancelled) fill.stop()
}

export function allEntries(kernel: Kernel): Entry[] {
  return [...kernel.groups.values()].flatMap((groups) =>
    groups.flatMap(({ entries }) => [...entries.values()]),
  )
}

/** Somebody shows it. */
export function isMounted(entry: Entry): boolean {
  return entry.asks.some(({ mounts }) => mounts > 0)
}

/** Somebody shows it or waits for it. */
export function isUsed(entry: Entry): boolean {
  return entry.asks.some(({ listeners }) => listeners.size > 0)
}

/** The ask whose params stand for the entry: the one mounted last. */
export function latestAsk(entry: Entry): Ask {
  return [...entry.asks].sort((a, b) => rank(b) - rank(a))[0] as Ask
}

export function slotOf(entry: Entry, name: string): Slot | undefined {
  return entry.slots.find(({ query }) => query.name === name)
}

/** Who is subscribed comes before who is not; there are far fewer ticks than this. */
function rank(ask: Ask): number {
  return ask.mountedAt - (ask.mounts > 0 ? 0 : 1e15)
}

function groupOf(kernel: Kernel, source: Source): Group {
  const groups = kernel.groups.get(source.name) ?? []
  const found = groups.find((each) => each.source.only === source.only)
  const group = found ?? { kernel, source, entries: new Map(), byPair: new Map() }
  if (!found) kernel.groups.set(source.name, [...groups, group])
  return group
}

function createEntry(group: Group, pairs: Pairs): Entry {
  return {
    kernel: group.kernel,
    group,
    slots: Object.values(group.source.queries).map(createSlot),
    asks: [],
    key: '',
    pairs,
    isFiled: false,
    isPublic: false,
    etag: undefined,
    readAtMs: 0,
    fill: undefined,
    why: { reason: 'mount' },
    spare: undefined,
  }
}

/** What an entry is indexed by while its canonical params are not known. */
const UNKNOWN: Pairs = ['']

function place(entry: Entry, key: string, pairs: Pairs): void {
  const { byPair, entries } = entry.group
  entry.key = key
  entries.set(key, entry)
  for (const pair of pairs) {
    const indexed = byPair.get(pair)
    if (indexed) indexed.add(entry)
    else byPair.set(pair, new Set([entry]))
  }
}

function takeOut(entry: Entry): void {
  const { byPair, entries } = entry.group
  entries.delete(entry.key)
  for (const pair of entry.isFiled ? entry.pairs : UNKNOWN) {
    const indexed = byPair.get(pair)
    indexed?.delete(entry)
    if (indexed?.size === 0) byPair.delete(pair)
  }
}
