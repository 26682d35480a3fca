/** Where entries are found: by what was asked, by canonical params, and by the pairs of params that targets name. */
import type { JsonObject } from '@mizan/protocol'
import { type Ask, askKey, createEntry, type Entry, entryKey, type Source, textsOf } from './entry.ts'

/** Entries of one source whose canonical params the server has told, and an index of them for targets. */
export interface Group {
  readonly source: Source
  readonly entries: Set<Entry>
  /** By `name=text` of one param. */
  readonly byPair: Map<string, Set<Entry>>
}

/** What is known of one context. */
export interface Shelf {
  /** By the query that is read by itself, '' for bundles. */
  readonly groups: Map<string, Group>
  /** Their canonical params are not known yet. */
  readonly unfiled: Set<Entry>
  /** The subscribed ask that was mounted last; the others follow as `older`. */
  newest: Ask | undefined
}

export interface EntryStore {
  readonly asks: Map<string, Ask>
  /** Only entries whose canonical params the server has told. */
  readonly filed: Map<string, Entry>
  readonly contexts: Map<string, Shelf>
}

export function createEntryStore(): EntryStore {
  return { asks: new Map(), filed: new Map(), contexts: new Map() }
}

export function* allEntries(store: EntryStore): Iterable<Entry> {
  for (const { groups, unfiled } of store.contexts.values()) {
    yield* unfiled
    for (const group of groups.values()) yield* group.entries
  }
}

export function addAsk(store: EntryStore, source: Source, params: JsonObject): Ask {
  const entry = addEntry(store, createEntry(source, textsOf(params, source.kinds)))
  const key = askKey(source, params)
  const counts = { references: 0, mountedAt: 0, loadedAt: 0 }
  const links = { newer: undefined, older: undefined }
  const ask: Ask = { key, params, entry, ...counts, ...links, listeners: new Set(), waiters: new Set() }
  entry.asks.add(ask)
  store.asks.set(key, ask)
  return ask
}

/**
 * Files the ask's entry under its canonical params and answers the entry that the ask belongs to now: another one when two sets of
 * params turn out to be the same, or when one set has come to mean another entry than it did (a default that moved).
 */
export function fileAsk(store: EntryStore, ask: Ask, params: Readonly<Record<string, string>>): Entry {
  const { entry } = ask
  const key = entryKey(entry.source, params)
  const found = store.filed.get(key)
  if (found === entry) return entry
  if (found === undefined && entry.asks.size === 1) {
    takeOut(store, entry)
    entry.params = params
    return file(store, key, entry)
  }
  const home = found ?? file(store, key, createEntry(entry.source, params))
  entry.asks.delete(ask)
  home.asks.add(ask)
  home.cancelCollection?.()
  home.cancelCollection = undefined
  ask.entry = home
  if (entry.asks.size === 0) dropEntry(store, entry)
  return home
}

export function dropEntry(store: EntryStore, entry: Entry): void {
  entry.fill?.cancel()
  entry.cancelCollection?.()
  takeOut(store, entry)
  for (const ask of entry.asks) store.asks.delete(ask.key)
}

export function shelfOf(store: EntryStore, context: string): Shelf {
  let shelf = store.contexts.get(context)
  if (shelf === undefined) {
    shelf = { groups: new Map(), unfiled: new Set(), newest: undefined }
    store.contexts.set(context, shelf)
  }
  return shelf
}

function addEntry(store: EntryStore, entry: Entry): Entry {
  shelfOf(store, entry.source.context).unfiled.add(entry)
  return entry
}

function file(store: EntryStore, key: string, entry: Entry): Entry {
  const { groups, unfiled } = shelfOf(store, entry.source.context)
  const { source } = entry
  const only = source.only ?? ''
  const group: Group = groups.get(only) ?? { source, entries: new Set(), byPair: new Map() }
  groups.set(only, group)
  group.entries.add(entry)
  unfiled.delete(entry)
  for (const pair of pairsOf(entry.params)) {
    const entries = group.byPair.get(pair)
    if (entries === undefined) group.byPair.set(pair, new Set([entry]))
    else entries.add(entry)
  }
  store.filed.set(key, entry)
  entry.isFiled = true
  return entry
}

function takeOut(store: EntryStore, entry: Entry): void {
  const { groups, unfiled } = shelfOf(store, entry.source.context)
  unfiled.delete(entry)
  const group = groups.get(entry.source.only ?? '')
  if (!entry.isFiled || group === undefined) return
  store.filed.delete(entryKey(entry.source, entry.params))
  group.entries.delete(entry)
  for (const pair of pairsOf(entry.params)) {
    const entries = group.byPair.get(pair)
    entries?.delete(entry)
    if (entries?.size === 0) group.byPair.delete(pair)
  }
}

/** Keys of the index; no name of a param holds a `=`. */
export function pairsOf(params: Readonly<Record<string, string>>): string[] {
  return Object.entries(params).map(([name, text]) => `${name}=${text}`)
}
