/** The kernel's events in the words of panels and logs; a page that listens to none does not load this. */
import { encodeTarget } from '@mizan/protocol'
import type { Client } from '../client.ts'
import type { SeenTarget } from '../invalidation/seen-target.ts'
import type { Kernel, KernelEvent } from '../kernel.ts'
import { allEntries, type Entry, isMounted, isUsed } from '../store/entry.ts'
import type { Slot } from '../store/slot.ts'
import { pairsOf } from '../values/param-text.ts'
import type { AboutEntry, ClientEvent, ClientEvents, EntryAction, Why } from './client-event.ts'

/** What happens in a client: `clientEvents(client).subscribe(listener)`. */
export function clientEvents(client: Pick<Client, 'kernel'>): ClientEvents {
  const { listeners } = client.kernel as Kernel
  return {
    subscribe(tell: (event: never) => void, kinds?: readonly string[]) {
      const listener = (event: KernelEvent) => {
        const { kind } = event
        const isHeard = kinds === undefined || kinds.includes(kind === 'applied' ? 'entry' : kind)
        if (isHeard) for (const told of explain(client.kernel as Kernel, event)) tell(told as never)
      }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function explain(kernel: Kernel, event: KernelEvent): ClientEvent[] {
  switch (event.kind) {
    case 'used':
    case 'told':
      return []
    case 'applied':
      return explainApplied(kernel, event)
    case 'read':
      return [{ kind: 'read', ...aboutEntry(event.entry, event) }]
    case 'entry':
      return [{ kind: 'entry', action: event.action ?? 'fetched', ...aboutEntry(event.entry, event) }]
    case 'mutation': {
      const { call, error, status, targets = [], why } = event
      const { id, mutation } = call
      const facts = { cause: why?.cause, targets: targets.map(targetText), error }
      return [{ kind: 'mutation', id, function: mutation.name, status, ...facts }]
    }
    case 'identity':
      return [{ kind: 'identity', identity: event.identity, mutation: event.mutation }]
    default:
      return [event]
  }
}

/** What became of each entry, and which of those on screen were left alone. */
function explainApplied(
  kernel: Kernel,
  { entries, why }: Extract<KernelEvent, { kind: 'applied' }>,
): ClientEvent[] {
  const events: ClientEvent[] = []
  const tell = (entry: Entry, action: EntryAction, slots = entry.slots) =>
    events.push({ kind: 'entry', action, ...aboutEntry(entry, { why, slots }) })
  for (const entry of entries) {
    for (const done of ['refreshed', 'merged', 'stale'] as const) {
      const slots = entry.slots.filter(({ touched }) => touched === done)
      if (slots.length > 0) tell(entry, done === 'stale' && isUsed(entry) ? 'refetched' : done, slots)
    }
  }
  if (why.mutation === undefined) return events
  for (const entry of allEntries(kernel)) if (isMounted(entry) && !entries.has(entry)) tell(entry, 'left')
  return events
}

function aboutEntry(
  entry: Entry,
  about: { readonly slots?: readonly Slot[]; readonly why?: Why },
): AboutEntry {
  const { group, pairs } = entry
  const { cause, mutation, reason } = about.why ?? entry.why
  const params = pairs.map((pair) => pair.split(/=(.*)/s, 2) as [string, string])
  return {
    context: group.source.name,
    params: Object.fromEntries(params),
    functions: (about.slots ?? entry.slots).map(({ query }) => query.name),
    reason,
    cause,
    mutation,
  }
}

/** As in X-Mizan-Invalidate. */
function targetText({ context, function: name, wire }: SeenTarget): string {
  if (context === undefined) return '*'
  const params = Object.fromEntries(pairsOf(wire, {}).map((pair) => pair.split(/=(.*)/s, 2)))
  return encodeTarget({ context, params, ...(name !== undefined && { function: name }) })
}
