/** The Fetch edge: `Request` in, `Response` out, the same on Node, Bun, Deno and workers. */
import type { Clock } from '../pipeline/clock.ts'
import type { PlainAnswer } from '../pipeline/plain-answer.ts'
import type { BodyLimits, PlainRequest } from '../pipeline/plain-request.ts'
import { bodyTooLarge } from '../pipeline/refuse.ts'
import { readStream } from './read-stream.ts'

/** A `fetch` of an app. Of a text that is no absolute URL the origin is `http://localhost`. */
export type AppFetch = (input: Request | URL | string, init?: unknown) => Promise<Response>

/** Runtimes call a handler with arguments of their own behind the request: `init` counts only beside a URL. */
export function createFetchHandler(
  handle: (request: PlainRequest) => PlainAnswer | Promise<PlainAnswer>,
  clock: Clock,
): AppFetch {
  return async (input, init) => {
    const request = isRequest(input)
      ? input
      : new Request(new URL(input, 'http://localhost'), init as RequestInit)
    const answer = await handle(toPlainRequest(request, clock))
    if (answer.unreadBody === true && request.body !== null && !request.body.locked)
      request.body.cancel().catch(() => undefined)
    return toResponse(answer)
  }
}

export function toPlainRequest(request: Request, clock: Clock): PlainRequest {
  const { body, headers } = request
  const [origin, target] = splitUrl(request.url)
  return {
    method: request.method,
    target,
    origin,
    header: (name) => headers.get(name) ?? undefined,
    get signal() {
      return request.signal
    },
    // Some runtimes give an empty stream where nothing was sent.
    ...(body === null || headers.get('content-length') === '0'
      ? {}
      : { readBody: (limits: BodyLimits) => readRequestBody(request, limits, clock) }),
  }
}

export function toResponse(answer: PlainAnswer): Response {
  const headers = new Headers(answer.headers as [string, string][])
  return new Response(answer.body ?? null, { status: answer.status, headers })
}

function isRequest(input: Request | URL | string): input is Request {
  return typeof input === 'object' && 'headers' in input
}

/** `https://host/path?query#fragment` → origin, and path with query as they were written. */
function splitUrl(url: string): readonly [origin: string, target: string] {
  const hash = url.indexOf('#')
  const plain = hash < 0 ? url : url.slice(0, hash)
  const start = plain.indexOf('/', plain.indexOf('://') + 3)
  return start < 0 ? [plain, '/'] : [plain.slice(0, start), plain.slice(start)]
}

async function readRequestBody(request: Request, limits: BodyLimits, clock: Clock): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > limits.maxBytes) throw bodyTooLarge(limits.maxBytes)
  return request.body === null ? new Uint8Array() : readStream(request.body, limits, clock)
}
