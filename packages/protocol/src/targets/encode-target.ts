/** Targets and entries as header text: `user;user_id=5` (SPEC.md, Header). */
import { MAX_HEADER_BYTES } from '../generated/limits.ts'
import { percentEncode } from './percent.ts'
import type { Entry, Target } from './target.ts'

/** The pair that names the identity of an `own` target. */
export const OWN_PAIR = '_mizan_own'

/**
 * `context ["." function] *(";" name "=" value)`, pairs by name in byte order. An `own` that is only `true` has no header
 * form: it is left out, which is broader; servers write the identity's text.
 */
export function encodeTarget(target: Target): string {
  const head = target.function === undefined ? target.context : `${target.context}.${target.function}`
  return head + encodePairs(target)
}

/** `X-Mizan-Entry`; a caller leaves the header out where this is over `LIMITS.maxHeaderBytes`. */
export function encodeEntryHeader(context: string, params: Readonly<Record<string, string>>): string {
  return context + encodePairs({ params })
}

/** `X-Mizan-Invalidate`, in the order given: exact, else broad, else `*`. Empty when there is no target. */
export function encodeInvalidateHeader(targets: readonly Target[]): string {
  const exact = targets.map(encodeTarget).join(', ')
  if (exact.length <= MAX_HEADER_BYTES) return exact
  const broad = [...new Set(targets.map((target) => target.context))].join(', ')
  return broad.length <= MAX_HEADER_BYTES ? broad : '*'
}

function encodePairs({ params = {}, own }: Pick<Entry, 'params' | 'own'>): string {
  const names = Object.keys(params)
  if (typeof own === 'string') names.push(OWN_PAIR)
  let text = ''
  for (const name of names.sort()) {
    text += `;${name}=${percentEncode(name === OWN_PAIR ? String(own) : String(params[name]))}`
  }
  return text
}
