/** What a GET asks for: an answer that may be kept, under which key and for whom, or one that only the origin can give (SPEC.md, CACHE-6, EDGE-4). */
import type { Asked } from '@mizan/cache'
import {
  type CanonicalQuery,
  cacheKey,
  canonicalQuery,
  LIMITS,
  type ManifestParam,
  percentEncode,
} from '@mizan/protocol'
import { Memory } from './memory.ts'
import type { EdgePlan, MatchedView, PlannedContext, PlannedView } from './plan.ts'
import type { Reader } from './reader.ts'
import { tagsOf } from './tags.ts'

export interface CacheableRead {
  readonly context: PlannedContext
  readonly view?: PlannedView
  /** Absent when public. */
  readonly reader?: KnownReader
  /** Canonical texts by name. */
  readonly texts: Readonly<Record<string, string>>
  /** Of the headers that the context varies by: what is not there is left out. */
  readonly vary: Readonly<Record<string, string>>
  /** Canonical path and query string. */
  readonly target: string
  readonly asked: Asked
}

export type KnownReader = Extract<Reader, { kind: 'known' }>

/** `forward`: to the origin, under this path and query. `refuse`: no query string at all (CTX-7, CTX-8). */
export type ReadPlan =
  | { readonly kind: 'keep'; readonly read: CacheableRead }
  | { readonly kind: 'forward'; readonly target: string }
  | { readonly kind: 'refuse' }

export interface ReadQuestion {
  readonly url: URL
  readonly headers: Headers
  /** Asked only where it matters. */
  readonly readReader: () => Reader
}

export interface ReadPlans {
  plan(question: ReadQuestion): ReadPlan
}

const REMEMBERED_READS = 2000

/** Keys and tags of the last reads are remembered: they cost hashes. */
export function createReadPlans(plan: EdgePlan, secret: string): ReadPlans {
  const reads = new Memory<CacheableRead>(REMEMBERED_READS)
  const toRead = (read: Omit<CacheableRead, 'asked'>): CacheableRead => {
    const { context, view, reader, target, vary } = read
    const who = [reader?.user, reader?.pkey]
    const key = JSON.stringify([context.name, view?.function.name, target, vary, who])
    return reads.get(key, () => withAsked(read, secret))
  }
  return { plan: (question) => planRead(question, plan, toRead) }
}

type ToRead = (read: Omit<CacheableRead, 'asked'>) => CacheableRead

function planRead(question: ReadQuestion, plan: EdgePlan, toRead: ToRead): ReadPlan {
  const { pathname, search } = question.url
  const context = plan.bundleAt(pathname)
  if (context !== undefined) return planBundle(context, question, toRead)
  const [view, ...others] = plan.viewsAt(pathname)
  // Which of several is meant is the origin's to say.
  if (view === undefined || others.length > 0) return { kind: 'forward', target: pathname + search }
  return planView(view, question, toRead)
}

function planBundle(context: PlannedContext, question: ReadQuestion, toRead: ToRead): ReadPlan {
  const { pathname, search } = question.url
  const query = canonicalQuery(search.slice(1), context.manifest.params)
  if (query === undefined) return { kind: 'refuse' }
  const target = toTarget(pathname, query.query)
  const forward: ReadPlan = { kind: 'forward', target }
  const isSlice = query.functions.length > 0
  if (!context.manifest.cacheable || isSlice || query.texts === undefined) return forward
  if (wantsLines(question.headers) || isTooLong(target)) return forward
  const vary = varyOf(context, question.headers)
  if (vary === undefined) return forward
  const reader = question.readReader()
  if (reader.kind === 'elsewhere') return forward
  const isScoped = context.manifest.user_scoped
  if (isScoped && reader.kind !== 'known') return forward
  const of = isScoped && reader.kind === 'known' ? { reader } : {}
  return { kind: 'keep', read: toRead({ context, texts: query.texts, target, vary, ...of }) }
}

/** Public ones that depend on nothing but their params. */
function planView(view: MatchedView, question: ReadQuestion, toRead: ToRead): ReadPlan {
  const { context } = view
  const { pathname, search } = question.url
  const forward: ReadPlan = { kind: 'forward', target: pathname + search }
  const { cacheable, user_scoped: isScoped, vary } = context.manifest
  if (!cacheable || isScoped || vary.length > 0 || !view.route.methods.includes('GET')) return forward
  const read = readViewParams(view, search.slice(1))
  if (read === undefined || isTooLong(read.target) || question.readReader().kind === 'elsewhere')
    return forward
  return { kind: 'keep', read: toRead({ context, view, vary: {}, ...read }) }
}

function readViewParams(view: MatchedView, search: string) {
  const names = view.pathParams.map(([name]) => name)
  const [ofPath, ofQuery] = splitParams(view.params, names)
  const raw = view.pathParams.map(
    ([name, text]) => `${name}=${text.replaceAll('+', '%2B').replaceAll('&', '%26')}`,
  )
  const path = canonicalQuery(raw.join('&'), ofPath)
  const query = canonicalQuery(search, ofQuery)
  if (path?.texts === undefined || query?.texts === undefined || hasFunctions(path, query)) return undefined
  const texts = path.texts
  if (names.some((name) => texts[name] === undefined || texts[name] === '')) return undefined
  const segments = view.route.path.split('/').map((segment) => {
    return segment.startsWith(':') ? percentEncode(texts[segment.slice(1)] ?? '') : segment
  })
  return { texts: { ...texts, ...query.texts }, target: toTarget(segments.join('/'), query.query) }
}

function hasFunctions(...queries: readonly CanonicalQuery[]): boolean {
  return queries.some(({ functions }) => functions.length > 0)
}

function splitParams(params: Readonly<Record<string, ManifestParam>>, names: readonly string[]) {
  const entries = Object.entries(params)
  const [inside, outside] = [true, false].map((isOfPath) =>
    Object.fromEntries(entries.filter(([name]) => names.includes(name) === isOfPath)),
  )
  return [inside ?? {}, outside ?? {}] as const
}

/** Texts of the headers by which the context varies; undefined where one is longer than any input may be (CACHE-25). */
function varyOf(
  { varyHeaders }: PlannedContext,
  headers: Headers,
): Readonly<Record<string, string>> | undefined {
  const vary: Record<string, string> = {}
  for (const name of varyHeaders) {
    const value = headers.get(name)
    if (value !== null && value.length > LIMITS.maxVaryChars) return undefined
    if (value !== null) vary[name] = value
  }
  return vary
}

function withAsked(read: Omit<CacheableRead, 'asked'>, secret: string): CacheableRead {
  const { context, view, reader, texts, vary } = read
  const { manifest, name } = context
  const who = reader === undefined ? {} : { user: reader.user }
  const what =
    view === undefined ? { rev: context.revs } : { rev: { [view.function.name]: view.function.rev } }
  // No header has such a name.
  const ofView = view === undefined ? {} : { ' view': `${view.function.name} ${read.target}` }
  const key = cacheKey({
    secret,
    context: name,
    params: texts,
    ...what,
    ...who,
    vary: { ...vary, ...ofView },
  })
  const entry = { context, texts, ...(view && { view }), ...(reader && { own: reader.own }) }
  const asked: Asked = {
    context: name,
    key: key.slice(key.lastIndexOf(':') + 1),
    tags: tagsOf(entry),
    fingerprint: manifest.schema,
    ttlMs: (manifest.ttl ?? 0) * 1000,
    ...(reader && { pkey: reader.pkey }),
  }
  return { ...read, asked }
}

function wantsLines(headers: Headers): boolean {
  return headers.get('accept')?.toLowerCase().includes('application/x-ndjson') === true
}

function isTooLong(target: string): boolean {
  return target.length > LIMITS.maxUrlBytes
}

function toTarget(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`
}
