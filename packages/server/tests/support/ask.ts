/** Puts a request to an app without a port, and gives the answer back in a form that tests can read. */
import type { App, PlainRequest } from '@mizan/server'

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as application/json. */
  readonly json?: unknown
  /** Sent as it is; its type must stand in `headers`. */
  readonly body?: string | Uint8Array
  readonly origin?: string
  readonly signal?: AbortSignal
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Undefined when there is no body. */
  readonly json: unknown
}

export type AppLike = Pick<App, 'handle'>

type AskParts = readonly [method: string, target: string, asked?: Asked]
type CallParts = readonly [fn: string, args?: unknown, asked?: Asked & { readonly mounted?: unknown }]
type ContextParts = readonly [context: string, query?: string, asked?: Asked]

export async function ask(app: AppLike, ...[method, target, asked = {}]: AskParts): Promise<Answered> {
  const answer = await app.handle(toRequest(method, target, asked))
  const body = answer.body
  const text = typeof body === 'object' ? await new Response(body).text() : (body ?? '')
  const headers = new Headers(answer.headers as [string, string][])
  const isJson = headers.get('content-type') === 'application/json' && text !== ''
  return { status: answer.status, headers, text, json: isJson ? JSON.parse(text) : undefined }
}

export function call(app: AppLike, ...[fn, args, asked = {}]: CallParts): Promise<Answered> {
  const { mounted, ...rest } = asked
  return ask(app, 'POST', '/api/mizan/call/', { json: { fn, args, mounted }, ...rest })
}

export function fetchContext(
  app: AppLike,
  ...[context, query = '', asked = {}]: ContextParts
): Promise<Answered> {
  return ask(app, 'GET', `/api/mizan/ctx/${context}/${query === '' ? '' : `?${query}`}`, asked)
}

interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** `error` of an envelope. */
export function errorOf(answered: Answered): ErrorBody {
  return (answered.json as { error: ErrorBody }).error
}

/** `details.fields` of an envelope. */
export function fieldsOf(answered: Answered): Readonly<Record<string, unknown>> {
  return (errorOf(answered).details?.['fields'] ?? {}) as Record<string, unknown>
}

function toRequest(method: string, target: string, asked: Asked): PlainRequest {
  const given = new Map(
    Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  if (asked.json !== undefined && !given.has('content-type')) given.set('content-type', 'application/json')
  const body = asked.json === undefined ? asked.body : JSON.stringify(asked.json)
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return {
    method,
    target,
    origin: asked.origin ?? 'https://app.example',
    header: (name) => given.get(name),
    ...(bytes === undefined ? {} : { readBody: () => Promise.resolve(bytes) }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  }
}
