/** Headers and cookies that a handler puts on its answer: checked when they are set, so that nothing set can split an answer. */
import { CallError } from '@mizan/protocol'
import { serializeCookie } from 'cookie-es'
import type { HeaderPair } from './plain-answer.ts'

export interface CookieOptions {
  /** Seconds. */
  readonly maxAge?: number
  readonly expires?: Date
  readonly domain?: string
  /** Default `/`. */
  readonly path?: string
  /** Default true. */
  readonly httpOnly?: boolean
  /** Default: true when the client came by https. */
  readonly secure?: boolean
  /** Default `lax`. */
  readonly sameSite?: 'lax' | 'strict' | 'none'
  readonly partitioned?: boolean
}

/** Owned by the protocol, by the connection, or by another method of the call. */
const RESERVED =
  /^(x-mizan-.*|x-request-id|access-control-.*|sec-.*|cache-groups|cache-group-invalidation|cache-control|cdn-cache-control|etag|vary|retry-after|content-(type|length|encoding)|x-content-type-options|transfer-encoding|connection|keep-alive|trailer|te|upgrade|date|set-cookie)$/
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/
const VALUE = /^[\t\x20-\x7e]*$/

export class AnswerHeaders {
  readonly #secure: boolean
  readonly #headers = new Map<string, HeaderPair>()
  readonly #cookies = new Map<string, string>()
  /** What the client's cookies will be: text, or null when cleared. */
  readonly cookieChanges = new Map<string, string | null>()

  constructor(origin: string) {
    this.#secure = origin.startsWith('https:')
  }

  setHeader(name: string, value: string): void {
    const key = name.toLowerCase()
    if (!NAME.test(name)) throw new TypeError(`setHeader: ${JSON.stringify(name)} is not a header name`)
    if (RESERVED.test(key)) throw new TypeError(`setHeader: ${name} is not the handler's to set`)
    if (typeof value !== 'string') throw new TypeError(`setHeader: the value of ${name} is not a string`)
    if (!VALUE.test(value)) throw new CallError('BAD_REQUEST', `a value does not fit into the header ${name}`)
    this.#headers.set(key, [name, value])
  }

  setCookie(name: string, value: string, options: CookieOptions = {}): void {
    if (typeof value !== 'string') throw new TypeError(`setCookie: the value of ${name} is not a string`)
    if (!value.isWellFormed())
      throw new CallError('BAD_REQUEST', `a value does not fit into the cookie ${name}`)
    const defaults = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: this.#secure }
    const text = serializeCookie(name, value, { ...defaults, ...options })
    this.#cookies.set(cookieKey(name, options), text)
    const gone = (options.maxAge ?? 1) <= 0 || (options.expires?.getTime() ?? Number.POSITIVE_INFINITY) <= 0
    this.cookieChanges.set(name, gone ? null : value)
  }

  clearCookie(name: string, options: Pick<CookieOptions, 'domain' | 'path'> = {}): void {
    this.setCookie(name, '', { ...options, maxAge: 0 })
  }

  get isEmpty(): boolean {
    return this.#headers.size === 0 && this.#cookies.size === 0
  }

  pairs(): HeaderPair[] {
    const cookies = [...this.#cookies.values()].map((text) => ['Set-Cookie', text] as const)
    return [...this.#headers.values(), ...cookies]
  }
}

/** Two cookies of one name differ when they live at different places. */
function cookieKey(name: string, options: CookieOptions): string {
  return [name, options.domain ?? '', options.path ?? '/'].join(';')
}
