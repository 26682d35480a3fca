/** The subscribed asks of a context, most recent first, so that a mutation finds what it names as shown without a scan. */
import type { Ask } from './entry.ts'
import { type EntryStore, shelfOf } from './entry-store.ts'

/** Puts the ask first. */
export function linkAsk(store: EntryStore, ask: Ask): void {
  unlinkAsk(store, ask)
  const shelf = shelfOf(store, ask.entry.source.context)
  ask.older = shelf.newest
  if (shelf.newest !== undefined) shelf.newest.newer = ask
  shelf.newest = ask
}

export function unlinkAsk(store: EntryStore, ask: Ask): void {
  const shelf = shelfOf(store, ask.entry.source.context)
  if (shelf.newest === ask) shelf.newest = ask.older
  if (ask.newer !== undefined) ask.newer.older = ask.older
  if (ask.older !== undefined) ask.older.newer = ask.newer
  ask.newer = ask.older = undefined
}
