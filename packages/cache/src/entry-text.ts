/** An entry as text, one layout in every language, so that they share a store (SPEC.md, CACHE-24): a line of JSON, LF, the body. */
import type { CacheEntry } from './cache-store.ts'
import { isVersion } from './version-text.ts'

/** Compact JSON with sorted members: `at`, `etag`, `fingerprint`, `pkey`, `size` (bytes of the body), `ttl`, `versions`. */
export function encodeEntry(entry: CacheEntry): string {
  const { body, etag, fingerprint, pkey, versions, storedAtMs: at, ttlMs: ttl } = entry
  const size = sizeOf(body)
  const reader = pkey === undefined ? {} : { pkey }
  return `${JSON.stringify({ at, etag, fingerprint, ...reader, size, ttl, versions })}\n${body}`
}

/** Undefined where the text is not exactly an entry: cut, of another layout, or something else. */
export function decodeEntry(text: string): CacheEntry | undefined {
  const end = text.indexOf('\n')
  if (end < 0) return undefined
  const head = parseHead(text.slice(0, end))
  if (head === undefined) return undefined
  const body = text.slice(end + 1)
  if (head['size'] !== sizeOf(body)) return undefined
  const { at, etag, fingerprint, pkey, ttl, versions } = head
  if (!isWhole(at) || !isWhole(ttl) || !isEtag(etag) || !isFingerprint(fingerprint)) return undefined
  if (pkey !== undefined && typeof pkey !== 'string') return undefined
  if (!Array.isArray(versions) || !versions.every(isVersion)) return undefined
  const reader = pkey === undefined ? {} : { pkey }
  return { body, etag, fingerprint, ...reader, versions, storedAtMs: at, ttlMs: ttl }
}

const MEMBERS: ReadonlySet<string> = new Set(['at', 'etag', 'fingerprint', 'pkey', 'size', 'ttl', 'versions'])

function parseHead(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const head: unknown = JSON.parse(text)
    if (typeof head !== 'object' || head === null || Array.isArray(head)) return undefined
    return Object.keys(head).every((name) => MEMBERS.has(name)) ? { ...head } : undefined
  } catch {
    return undefined
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isEtag(value: unknown): value is string {
  return typeof value === 'string' && /^"[\x21\x23-\x7e]*"$/.test(value)
}

function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)
}

/** Bytes in UTF-8. */
function sizeOf(text: string): number {
  let size = text.length
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    // A pair of surrogates is four bytes, two for each of its units.
    if (unit > 0x7f) size += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return size
}
