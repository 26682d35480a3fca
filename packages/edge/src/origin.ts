/** What an edge sends to its origin, and how long it waits (SPEC.md, EDGE-5, EDGE-6). */
import { HEADER_SIGNATURE, HEADER_TOKEN, type NamedSecret, signRequest } from '@mizan/protocol'
import type { CacheableRead } from './cacheable-read.ts'
import type { EdgeClock } from './edge-clock.ts'
import { answeredHeaders, forwardedHeaders } from './headers.ts'

export type Fetch = (request: Request) => Promise<Response>

export interface OriginOptions {
  /** `https://origin.example`, without a path. */
  readonly url: string
  readonly fetch: Fetch
  readonly clock: EdgeClock
  /** Until the head of an answer is there. */
  readonly deadlineMs: number
  readonly signer: NamedSecret | undefined
  /** What the platform says of the client's address. */
  readonly addressHeader: string | undefined
}

export class Origin {
  readonly #options: OriginOptions

  constructor(options: OriginOptions) {
    this.#options = options
  }

  /** The request as it came, but for its headers, its host and its target. */
  async forward(request: Request, target: string): Promise<Response> {
    const { addressHeader } = this.#options
    const address =
      addressHeader === undefined ? undefined : (request.headers.get(addressHeader) ?? undefined)
    const headers = forwardedHeaders(request.headers, address)
    const answer = await this.#send(target, { method: request.method, headers, ...toBody(request) })
    return new Response(answer.body, {
      status: answer.status,
      statusText: answer.statusText,
      headers: answeredHeaders(answer.headers),
    })
  }

  /** A WebSocket, or whatever else a client upgrades to: the runtime's own answer. */
  upgrade(request: Request, target: string): Promise<Response> {
    const headers = forwardedHeaders(request.headers, undefined)
    headers.set('upgrade', request.headers.get('upgrade') ?? '')
    headers.delete('accept-encoding')
    return this.#send(target, { method: request.method, headers })
  }

  /** Carries nothing of its client but what stands in the key: whoever asks gets the same. */
  fill({ target, reader, vary }: CacheableRead, token: string | null): Promise<Response> {
    const headers = new Headers({ accept: '*/*', 'accept-encoding': 'identity', ...vary })
    if (reader !== undefined && token !== null) headers.set(HEADER_TOKEN, token)
    const { signer, clock } = this.#options
    const signed = { method: 'GET', target, body: '' }
    if (signer !== undefined) headers.set(HEADER_SIGNATURE, signRequest(signed, signer, clock.now()))
    return this.#send(target, { method: 'GET', headers })
  }

  /** Rejects when nothing came in time. */
  #send(target: string, init: RequestInit): Promise<Response> {
    const { url, fetch, clock, deadlineMs } = this.#options
    const gone = new AbortController()
    return new Promise((resolve, reject) => {
      const cancel = clock.after(deadlineMs, () => {
        gone.abort()
        reject(new Error(`the origin did not answer within ${deadlineMs} ms`))
      })
      const request = new Request(url + target, { ...init, redirect: 'manual', signal: gone.signal })
      fetch(request).then(resolve, reject).finally(cancel)
    })
  }
}

function toBody(request: Request): RequestInit {
  // `duplex` is in the Fetch standard, and not yet in the types of the DOM.
  return request.body === null ? {} : ({ body: request.body, duplex: 'half' } as RequestInit)
}
