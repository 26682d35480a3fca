/** Percent-coding of headers and query strings: every byte outside RFC 3986 *unreserved* is `%XX`, upper-case. */
import { InvariantError } from '../errors/invariant-error.ts'

/** Text to its encoded form. A lone surrogate has no bytes: normal forms never hold one. */
export function percentEncode(text: string): string {
  if (!text.isWellFormed()) throw new InvariantError('A lone surrogate cannot be percent-encoded.')
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Reverses `percentEncode` for texts of its own grammar; undefined for anything else, bad UTF-8 included. */
export function percentDecode(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/.test(text)) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
