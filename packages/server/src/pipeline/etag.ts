/** `If-None-Match` (RFC 9110, 13.1.2). */

/** Weak comparison, as the RFC asks for here; a list that is not one matches nothing. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag)
}
