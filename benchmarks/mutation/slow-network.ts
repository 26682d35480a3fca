/** A network of a fixed latency in front of a Fetch handler, which counts what passes over it as HTTP/1.1 would write it. */

export interface Traffic {
  readonly requests: number
  /** Times that somebody had to wait for the network, one after the other. */
  readonly roundTrips: number
  /** Request and status lines, headers, and bodies. */
  readonly bytes: number
}

export type Handler = (request: Request) => Promise<Response>

/** What `fetch` of Node adds to every request, and node:http to every answer; browsers add more. */
const FETCH_HEADERS =
  'host: 127.0.0.1:8000\r\nconnection: keep-alive\r\naccept: */*\r\naccept-language: *\r\nsec-fetch-mode: cors\r\nuser-agent: node\r\naccept-encoding: gzip, deflate\r\n'
const SERVER_HEADERS =
  'Date: Mon, 23 Nov 2026 07:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 100\r\n'

export class SlowNetwork {
  readonly #handler: Handler
  readonly #latencyMs: number
  #requests = 0
  #bytes = 0
  #waves = 0
  #waveEndsAt = 0

  constructor(handler: Handler, latencyMs: number) {
    this.#handler = handler
    this.#latencyMs = latencyMs
  }

  readonly fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    this.#countRequest(request, await request.clone().arrayBuffer())
    await this.#wait()
    const response = await this.#handler(request)
    const body = await response.arrayBuffer()
    this.#countResponse(response, body)
    await this.#wait()
    const isBodiless = response.status === 204 || response.status === 304
    return new Response(isBodiless ? null : body, { status: response.status, headers: response.headers })
  }

  takeTraffic(): Traffic {
    const traffic = { requests: this.#requests, roundTrips: this.#waves, bytes: this.#bytes }
    this.#requests = 0
    this.#bytes = 0
    this.#waves = 0
    this.#waveEndsAt = 0
    return traffic
  }

  /** A request that begins before an earlier one came back shares its round trip. */
  #countRequest(request: Request, body: ArrayBuffer): void {
    const now = performance.now()
    if (now >= this.#waveEndsAt) {
      this.#waves++
      this.#waveEndsAt = now + this.#latencyMs * 0.9
    }
    const { pathname, search } = new URL(request.url)
    this.#requests++
    this.#bytes +=
      `${request.method} ${pathname}${search} HTTP/1.1\r\n${FETCH_HEADERS}\r\n`.length +
      sizeOf(request.headers) +
      body.byteLength
  }

  #countResponse(response: Response, body: ArrayBuffer): void {
    this.#bytes +=
      `HTTP/1.1 ${response.status} OK\r\n${SERVER_HEADERS}\r\n`.length +
      sizeOf(response.headers) +
      body.byteLength
  }

  /** There and back are half of the latency each. */
  #wait(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.#latencyMs / 2))
  }
}

function sizeOf(headers: Headers): number {
  let bytes = 0
  for (const [name, value] of headers) bytes += name.length + value.length + 4
  return bytes
}
