/** Names of functions, contexts, params and fields (SPEC.md, Names). */

/** A letter, then letters, digits and underscores; at most 128 bytes. `_mizan…` and `__proto__` are no names. */
export function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,127}$/.test(text)
}
