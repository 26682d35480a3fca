/** State that a server rendered page carries into the browser: JSON-safe, and safe inside a script element. */
import type { JsonObject, JsonValue } from '@mizan/protocol'

export interface DehydratedEntry {
  readonly context: string
  /** Present when the entry is one slice, read by itself. */
  readonly function?: string
  /** The params as they were asked for, each as the query string of its URL. */
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

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
