/** State that a server rendered page carries into the browser: JSON-safe, and safe inside a script element. */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import type { Client } from './client.ts'
import type { ClientKernel, Plugin } from './client-kernel.ts'
import type { Kernel } from './kernel.ts'
import type { QuerySnapshot } from './observer.ts'
import { addAsk, allEntries, askKey, type Entry, fileAsk, type Source } from './store/entry.ts'
import { collectLater } from './store/reference.ts'
import { createSlot, isFresh, isKnown, PENDING, placeOutcome, type Slot, viewSlot } from './store/slot.ts'

export interface DehydratedEntry {
  readonly context: string
  /** Present when the entry is one slice, read by itself. */
  readonly function?: string
  /** The params as they were asked for, each with its name at the kernel. */
  readonly asked: readonly { readonly query: string; readonly params: JsonObject }[]
  /** Canonical params, `name=text` each. */
  readonly params: readonly string[]
  /** True when it may be shown to the identity of the state only. */
  readonly isPrivate: boolean
  readonly slices: Readonly<Record<string, JsonValue>>
}

export interface DehydratedState {
  readonly version: 2
  /** X-Mizan-Identity that the private entries belong to. */
  readonly identity?: string
  readonly entries: readonly DehydratedEntry[]
}

/** JSON text that may stand inside `<script type="application/json">` or a script: no `<`, `>`, `&`, U+2028 or U+2029 in it. */
export function embedState(state: DehydratedState): string {
  return JSON.stringify(state).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Every entry of the client that is complete and fresh. */
export function dehydrate(client: Pick<Client, 'kernel'>): DehydratedState {
  const kernel = client.kernel as Kernel
  const entries = [...allEntries(kernel)].filter(
    ({ isFiled, slots }) => isFiled && slots.every((slot) => isFresh(slot) && isKnown(slot)),
  )
  const { identity } = kernel
  return { version: 2, ...(identity === undefined ? {} : { identity }), entries: entries.map(dehydrateEntry) }
}

/** For `createClient({ plugins: [hydration(state)] })`: the state's entries take their place when somebody asks for them. */
export function hydration(state: DehydratedState): Plugin {
  return (own: ClientKernel) => {
    if (state.version !== 2) return
    const kernel = own as Kernel
    const keyed = state.entries.flatMap((entry) => entry.asked.map(({ query }) => [query, entry] as const))
    const all = new Map(keyed)
    const waiting = new Map(keyed)
    const rendered = new Map<string, QuerySnapshot<unknown, unknown>>()
    kernel.identity ??= state.identity
    kernel.forgetHydrated = (isGone) => {
      for (const [key, entry] of waiting) if (isGone(entry)) waiting.delete(key)
    }
    kernel.hydrate = (source, key) => {
      const found = waiting.get(key)
      for (const { query } of found?.asked ?? []) waiting.delete(query)
      if (found) place(kernel, source, { found, rendered })
    }
    kernel.rendered = (source, key, name) => {
      kernel.hydrate?.(source, key)
      const shown = rendered.get(`${key} ${name}`) ?? viewRendered(source, name, all.get(key))
      rendered.set(`${key} ${name}`, shown)
      return shown
    }
    kernel.listeners.add(({ kind }) => {
      // What the former user was shown must not come back.
      if (kind !== 'identity') return
      for (const [key, { isPrivate }] of all) if (isPrivate) all.delete(key)
      rendered.clear()
    })
  }
}

type Rendered = Map<string, QuerySnapshot<unknown, unknown>>

/** The entry with all the ways in which it was asked for; it arrives fresh. */
function place(
  kernel: Kernel,
  source: Source,
  { found, rendered }: { readonly found: DehydratedEntry; readonly rendered: Rendered },
): void {
  for (const { query, params } of found.asked) {
    // Written with other param kinds than this build's: not what anybody will ask for.
    if (askKey(source, params) !== query || kernel.asks.has(query)) continue
    const ask = addAsk(kernel, source, params)
    const entry = fileAsk(ask, found.params)
    entry.isPublic = !found.isPrivate
    entry.readAtMs = kernel.environment.now()
    for (const slot of entry.slots) {
      placeRendered(slot, found)
      rendered.set(`${query} ${slot.query.name}`, viewSlot(slot, 0))
    }
    collectLater(ask)
  }
}

/** What a server's render held, after the entry went its own way. */
function viewRendered(
  source: Source,
  name: string,
  found: DehydratedEntry | undefined,
): QuerySnapshot<unknown, unknown> {
  const query = source.queries[name]
  if (query === undefined || found === undefined) return PENDING
  const slot = createSlot(query)
  placeRendered(slot, found)
  return viewSlot(slot, 0)
}

function placeRendered(slot: Slot, { slices }: DehydratedEntry): void {
  const { name } = slot.query
  const wire = Object.hasOwn(slices, name) ? slices[name] : undefined
  if (wire !== undefined) placeOutcome(slot, { wire }, { begunAt: 1, voidedAt: 0, arrivedAt: 1 })
}

function dehydrateEntry({ asks, group, isPublic, pairs, slots }: Entry): DehydratedEntry {
  const { name, only } = group.source
  return {
    context: name,
    ...(only === undefined ? {} : { function: only }),
    asked: asks.map(({ key, params }) => ({ query: key, params })),
    params: pairs,
    isPrivate: !isPublic,
    slices: Object.fromEntries(slots.map(({ query, wire }) => [query.name, wire as JsonValue])),
  }
}
