/** Normal form of `uuid` (SPEC.md, Normal forms): lower-case, hyphenated. */

/** Undefined unless the text is 8-4-4-4-12 hex digits of either case. */
export function normalizeUuid(text: string): string | undefined {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined
}
