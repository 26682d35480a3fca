/** The request as handlers and `resolveUser` see it. */
import { parseCookie, stringifyCookie } from 'cookie-es'
import type { PlainRequest } from './plain-request.ts'

export interface CallRequest {
  readonly method: string
  /** Path and query string as they arrived. */
  readonly url: string
  /** Without the query string. */
  readonly path: string
  /** Scheme and host that the client addressed. */
  readonly origin: string
  /** Names in any case; undefined when the header is absent. */
  readonly headers: Lookup
  /** Decoded values; the first of two equal names. */
  readonly cookies: Lookup
}

export interface Lookup {
  get(name: string): string | undefined
}

/** A cookie that a handler set (text) or cleared (null) on the way out. */
export type CookieChanges = ReadonlyMap<string, string | null>

/** Wraps the plain request, and remembers whether its cookies were read. */
export class TrackedRequest implements CallRequest {
  /** Cookies were there and somebody looked at them. */
  cookiesRead = false
  readonly #request: PlainRequest
  readonly #changes: CookieChanges | undefined
  #jar: Map<string, string> | undefined
  #headerLookup: Lookup | undefined
  #cookieLookup: Lookup | undefined

  /** With `changes`, the request looks as the next one of this client will. */
  constructor(request: PlainRequest, changes?: CookieChanges) {
    this.#request = request
    this.#changes = changes
  }

  get method(): string {
    return this.#request.method
  }

  get url(): string {
    return this.#request.target
  }

  get origin(): string {
    return this.#request.origin
  }

  // Made when somebody asks: most requests are not looked at.
  get headers(): Lookup {
    this.#headerLookup ??= { get: (name) => this.#header(name.toLowerCase()) }
    return this.#headerLookup
  }

  get cookies(): Lookup {
    this.#cookieLookup ??= { get: (name) => this.#cookies().get(name) }
    return this.#cookieLookup
  }

  /** A cookie that is no business of the app's code: it counts as not read. */
  peekCookie(name: string): string | undefined {
    if (
      this.#jar === undefined &&
      this.#changes === undefined &&
      this.#request.header('cookie') === undefined
    )
      return undefined
    this.#jar ??= readCookies(this.#request, this.#changes)
    return this.#jar.get(name)
  }

  get path(): string {
    const end = this.url.indexOf('?')
    return end < 0 ? this.url : this.url.slice(0, end)
  }

  #header(name: string): string | undefined {
    if (name !== 'cookie') return this.#request.header(name)
    if (this.#changes !== undefined) return stringifyCookie(Object.fromEntries(this.#cookies())) || undefined
    const text = this.#request.header('cookie')
    if (text !== undefined) this.cookiesRead = true
    return text
  }

  #cookies(): Map<string, string> {
    this.#jar ??= readCookies(this.#request, this.#changes)
    if (this.#jar.size > 0) this.cookiesRead = true
    return this.#jar
  }
}

function readCookies(request: PlainRequest, changes: CookieChanges | undefined): Map<string, string> {
  const jar = new Map<string, string>()
  const parsed = parseCookie(request.header('cookie') ?? '')
  for (const name of Object.keys(parsed)) jar.set(name, parsed[name] ?? '')
  for (const [name, value] of changes ?? []) {
    if (value === null) jar.delete(name)
    else jar.set(name, value)
  }
  return jar
}
