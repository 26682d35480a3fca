/** The declared inputs of queries beside their params, such as tenant or locale, and what stands for them on the wire (SPEC.md, CACHE-4, CACHE-5, CACHE-25). */
import { hmacSha256Hex, type Limits, toCanonicalJson } from '@mizan/protocol'
import type { CallRequest } from '../pipeline/call-request.ts'
import { refuse } from '../pipeline/refuse.ts'
import { remember } from '../pipeline/remember.ts'

/** Of a request, or of one header of it: then shared caches can tell the answers apart by themselves. */
export type VaryInput = VaryFunction | VaryHeader

/** Should know few texts: each is an entry of its own in every cache. */
export type VaryFunction = (request: CallRequest) => string

export interface VaryHeader {
  readonly header: string
  /** `text` is undefined when the request has no such header. */
  resolve(text: string | undefined): string
}

/** By name of the input. An app may say which there are: `declare module '@mizan/server' { interface VaryTexts { readonly tenant: string } }`. */
export interface VaryTexts {
  readonly [name: string]: string
}

export interface VaryInputs {
  /** Each input is resolved once a request. @throws CallError for a text that is none. */
  resolve(names: readonly string[], request: CallRequest): VaryTexts
  /** Value of `Vary`; undefined when one of the inputs is no header, or there are none. */
  headerOf(names: readonly string[]): string | undefined
  /** Value of X-Mizan-Vary. */
  hash(texts: VaryTexts): string
}

const NO_TEXTS: VaryTexts = {}
const REMEMBERED_HASHES = 1000

export function createVaryInputs(
  inputs: Readonly<Record<string, VaryInput>>,
  { secret, limits }: { readonly secret: string; readonly limits: Pick<Limits, 'maxVaryChars'> },
): VaryInputs {
  const resolved = new WeakMap<CallRequest, Map<string, string>>()
  const resolveOne = (name: string, request: CallRequest): string => {
    const known = resolved.get(request) ?? new Map<string, string>()
    resolved.set(request, known)
    const text = known.get(name) ?? checkText(name, ask(inputs[name], request), limits.maxVaryChars)
    known.set(name, text)
    return text
  }
  return {
    resolve(names, request) {
      if (names.length === 0) return NO_TEXTS
      return Object.fromEntries(names.map((name) => [name, resolveOne(name, request)]))
    },
    headerOf(names) {
      const headers = names.map((name) => headerOf(inputs[name]))
      if (headers.length === 0 || headers.includes(undefined)) return undefined
      const byName = new Map(headers.map((header) => [String(header).toLowerCase(), header]))
      return [...byName]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, header]) => header)
        .join(', ')
    },
    hash: remember((texts: VaryTexts) => hmacSha256Hex(secret, toCanonicalJson({ v: texts })).slice(0, 16), {
      toKey: (texts) => JSON.stringify(Object.entries(texts)),
      limit: REMEMBERED_HASHES,
    }),
  }
}

/** What a handler reads: a name that its function does not declare is its mistake, and would be part of no key. */
export function guardTexts(texts: VaryTexts, owner: string): VaryTexts {
  return new Proxy(texts, {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name)
      throw new TypeError(`${owner} reads call.vary.${name}: add it to its option \`vary\``)
    },
  })
}

function ask(input: VaryInput | undefined, request: CallRequest): unknown {
  if (typeof input === 'function') return input(request)
  return input?.resolve(request.headers.get(input.header))
}

function headerOf(input: VaryInput | undefined): string | undefined {
  return typeof input === 'object' ? input.header : undefined
}

/** What a request can bring about is its own mistake; another type is the app's. */
function checkText(name: string, text: unknown, maxChars: number): string {
  if (typeof text !== 'string')
    throw new TypeError(`the vary input ${name} resolved to something that is no text`)
  if (text.isWellFormed() && (text.length <= maxChars || countChars(text) <= maxChars)) return text
  throw refuse('BAD_REQUEST', 'a text of this request, on which the answer depends, is none or is too long')
}

/** Code points. */
function countChars(text: string): number {
  let count = 0
  for (const _char of text) count += 1
  return count
}
