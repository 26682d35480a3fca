/** Which answers an edge may give to others, and the text in which it keeps them (SPEC.md, EDGE-4, CTX-25, CTX-26). */
import {
  decodeEntryHeader,
  HEADER_CACHE_GROUPS,
  HEADER_EDGE,
  HEADER_ENTRY,
  HEADER_IDENTITY,
  HEADER_PROTOCOL,
  HEADER_SCHEMA,
  HEADER_SETTLE,
  HEADER_VARY,
} from '@mizan/protocol'
import type { CacheableRead } from './cacheable-read.ts'

export interface KeptAnswer {
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** With its quotes; empty where the origin gave none. */
  readonly etag: string
  readonly body: string
}

/** The rest is of one request, or of one connection. */
const REPLAYED = [
  'cache-control',
  'content-language',
  'content-security-policy',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'permissions-policy',
  'referrer-policy',
  'vary',
  'x-content-type-options',
  'x-frame-options',
  ...[HEADER_CACHE_GROUPS, HEADER_ENTRY, HEADER_PROTOCOL, HEADER_SCHEMA, HEADER_VARY].map((name) =>
    name.toLowerCase(),
  ),
]
/** In which the answers of edges do not differ. */
const HARMLESS_VARY = ['accept-encoding', 'origin']
const TEXT = /^(text\/|application\/(json|xml|xhtml\+xml|javascript|[a-z.]+\+(json|xml))|image\/svg\+xml)/i

/** For everybody, or for the reader of the key, by all that does not depend on the params. To a request that carried nothing of its client but what is in the key. */
export function isForMany(answer: Response, read: CacheableRead): boolean {
  const { headers } = answer
  const control = headers.get('cache-control')?.toLowerCase() ?? ''
  if (
    answer.status !== 200 ||
    ['set-cookie', 'content-range', HEADER_SETTLE].some((name) => headers.has(name))
  )
    return false
  if (/(^|[\s,])no-store([\s,]|$)/.test(control) || !TEXT.test(headers.get('content-type') ?? ''))
    return false
  if (!variesBy(headers.get('vary'), read) || !isOfReader(headers, control, read)) return false
  return read.view !== undefined || isWholeBundle(headers, read)
}

/** Of an answer that is for many: this one is what its key says, and no longer than it may be. */
export function isAsDerived({ headers }: Response, read: CacheableRead, maxHeaderBytes: number): boolean {
  return sizeOf(headers) <= maxHeaderBytes && isEntry(headers.get(HEADER_ENTRY), read)
}

/** A line of JSON and the body. */
export function encodeKept(answer: Response, body: string): string {
  const headers = REPLAYED.flatMap((name) => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return `${JSON.stringify(headers)}\n${body}`
}

/** Of what `encodeKept` made. */
export function decodeKept(text: string): KeptAnswer {
  const end = text.indexOf('\n')
  const headers = JSON.parse(text.slice(0, end)) as [string, string][]
  return { headers, etag: headers.find(([name]) => name === 'etag')?.[1] ?? '', body: text.slice(end + 1) }
}

/** Public for anybody; of a reader only where the origin says to this edge that it may be kept (EDGE-6), and whose it is. */
function isOfReader(headers: Headers, control: string, { reader }: CacheableRead): boolean {
  const isPrivate = /(^|[\s,])private([\s,=]|$)/.test(control)
  const identity = headers.get(HEADER_IDENTITY)
  if (reader === undefined) return !isPrivate && identity === null
  return identity === reader.identity && headers.get(HEADER_EDGE) === 'keep'
}

function isWholeBundle(headers: Headers, { context }: CacheableRead): boolean {
  return (
    headers.has('etag') &&
    headers.get(HEADER_SCHEMA) === context.manifest.schema &&
    headers.get('content-type')?.startsWith('application/json') === true
  )
}

/** The origin files it under what this edge took it for: no transform of its own came between (CTX-18). */
function isEntry(header: string | null, { context, texts }: CacheableRead): boolean {
  const entry = header === null ? undefined : decodeEntryHeader(header)
  if (entry?.context !== context.name) return false
  const names = Object.keys(entry.params)
  return (
    names.length === Object.keys(texts).length &&
    names.every((name) => Object.hasOwn(texts, name) && texts[name] === entry.params[name])
  )
}

function variesBy(header: string | null, { context, view }: CacheableRead): boolean {
  const known = view === undefined ? [...HARMLESS_VARY, ...context.varyHeaders] : HARMLESS_VARY
  return (header?.split(',') ?? []).every((name) => known.includes(name.trim().toLowerCase()))
}

function sizeOf(headers: Headers): number {
  let size = 0
  for (const [name, value] of headers) size += name.length + value.length
  return size
}
