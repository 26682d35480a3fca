/** State that a server rendered page carries into the browser: JSON-safe, and safe inside a script element. */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import type { Kernel } from './kernel.ts'
import type { Entry } from './store/entry.ts'
import { allEntries } from './store/entry-store.ts'
import { isFresh, isKnown } from './store/slot.ts'

export interface DehydratedEntry {
  readonly context: string
  /** Present when the entry is one slice, read by itself. */
  readonly function?: string
  /** The params as they were asked for, each with its name at the kernel. */
  readonly asked: readonly { readonly query: string; readonly params: JsonObject }[]
  /** Canonical texts. */
  readonly params: Readonly<Record<string, string>>
  /** True when it may be shown to the identity of the state only. */
  readonly isPrivate: boolean
  readonly slices: Readonly<Record<string, JsonValue>>
}

export interface DehydratedState {
  readonly version: 1
  /** X-Mizan-Identity that the private entries belong to. */
  readonly identity?: string
  readonly entries: readonly DehydratedEntry[]
}

/** JSON text that may stand inside `<script type="application/json">` or a script: no `<`, `>`, `&`, U+2028 or U+2029 in it. */
export function embedState(state: DehydratedState): string {
  return JSON.stringify(state).replace(/[<>&\u2028\u2029]/g, escapeCharacter)
}

/** Every entry that is complete and fresh. */
export function dehydrate(kernel: Kernel): DehydratedState {
  const entries: DehydratedEntry[] = []
  for (const entry of allEntries(kernel.store)) {
    const slots = [...entry.slots]
    if (entry.isFiled && slots.every(([, slot]) => isFresh(slot) && isKnown(slot)))
      entries.push(dehydrateEntry(entry))
  }
  const { identity } = kernel
  return { version: 1, ...(identity === undefined ? {} : { identity }), entries }
}

/** Makes the state's entries findable; they take their place when somebody asks for them. */
export function rehydrate(kernel: Kernel, state: DehydratedState): void {
  if (state.version !== 1) return
  for (const entry of state.entries) {
    const entries = kernel.hydrated.get(entry.context) ?? new Map<string, DehydratedEntry>()
    kernel.hydrated.set(entry.context, entries)
    for (const { query } of entry.asked) entries.set(query, entry)
  }
}

function dehydrateEntry(entry: Entry): DehydratedEntry {
  const { source, params, isPublic } = entry
  const slices = [...entry.slots].map(([name, slot]) => [name, slot.wire as JsonValue] as const)
  return {
    context: source.context,
    ...(source.only === undefined ? {} : { function: source.only }),
    asked: [...entry.asks].map((ask) => ({ query: ask.key, params: ask.params })),
    params,
    isPrivate: !isPublic,
    slices: Object.fromEntries(slices),
  }
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
