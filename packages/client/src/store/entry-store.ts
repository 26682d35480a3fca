/** Where entries are found: by what was asked, by canonical params, and by context (the seam for an index of targets). */
import type { JsonObject } from '@mizan/protocol'
import { type Ask, askKey, createEntry, type Entry, entryKey, type Source, textsOf } from './entry.ts'

export interface EntryStore {
  readonly asks: Map<string, Ask>
  /** Only entries whose canonical params the server has told. */
  readonly filed: Map<string, Entry>
  readonly contexts: Map<string, Set<Entry>>
}

export function createEntryStore(): EntryStore {
  return { asks: new Map(), filed: new Map(), contexts: new Map() }
}

/** Every entry that a target of the context may match. A scan for now: an index by param would answer here. */
export function* entriesOf(store: EntryStore, context: string | undefined): Iterable<Entry> {
  if (context !== undefined) return yield* store.contexts.get(context) ?? []
  for (const entries of store.contexts.values()) yield* entries
}

export function addAsk(store: EntryStore, source: Source, params: JsonObject): Ask {
  const entry = addEntry(store, createEntry(source, textsOf(params, source.kinds)))
  const key = askKey(source, params)
  const counts = { references: 0, mountedAt: 0, loadedAt: 0 }
  const ask: Ask = { key, params, entry, ...counts, listeners: new Set(), waiters: new Set() }
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
    unfile(store, entry)
    entry.params = params
    return file(store, key, entry)
  }
  const home = found ?? file(store, key, addEntry(store, createEntry(entry.source, params)))
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
  unfile(store, entry)
  const { context } = entry.source
  const entries = store.contexts.get(context)
  entries?.delete(entry)
  if (entries?.size === 0) store.contexts.delete(context)
  for (const ask of entry.asks) store.asks.delete(ask.key)
}

function addEntry(store: EntryStore, entry: Entry): Entry {
  const { context } = entry.source
  const entries = store.contexts.get(context) ?? new Set()
  store.contexts.set(context, entries.add(entry))
  return entry
}

function file(store: EntryStore, key: string, entry: Entry): Entry {
  store.filed.set(key, entry)
  entry.isFiled = true
  return entry
}

function unfile(store: EntryStore, entry: Entry): void {
  if (entry.isFiled) store.filed.delete(entryKey(entry.source, entry.params))
}
