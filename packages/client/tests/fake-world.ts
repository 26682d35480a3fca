/** A fake environment whose clock, timers, network, focus and answers are in the test's hand. */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import {
  type Client,
  type ClientEvent,
  type ClientOptions,
  clientEvents,
  createClient,
  type Environment,
} from '../src/index.ts'

export interface FakeRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject | undefined
  readonly cache: string | undefined
  readonly credentials: string | undefined
  isAborted: boolean
  isAnswered: boolean
  answer(body: JsonValue | string, options?: AnswerOptions): Promise<void>
  fail(): Promise<void>
}

export interface AnswerOptions {
  readonly status?: number
  /** Undefined takes away what every answer has. */
  readonly headers?: Record<string, string | undefined>
}

export interface World {
  readonly environment: Environment
  readonly requests: FakeRequest[]
  readonly events: ClientEvent[]
  client: Client
  /** The CSRF token that a cookie tells the page. */
  csrfCookie: string | undefined
  /** The requests that nobody answered yet. */
  open(): FakeRequest[]
  /** The only open request. */
  only(): FakeRequest
  advance(ms: number): Promise<void>
  /** The clock goes on and no timer runs: they are late when the machine wakes. */
  sleep(ms: number): void
  timers(): number
  setOnline(isOnline: boolean): Promise<void>
  focus(): Promise<void>
  listeners(): number
}

/** Lets every microtask run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export function createWorld(options: Partial<ClientOptions> = {}): World {
  const requests: FakeRequest[] = []
  const events: ClientEvent[] = []
  const onlineListeners = new Set<() => void>()
  const focusListeners = new Set<() => void>()
  let timers: { readonly at: number; readonly run: () => void }[] = []
  let now = 1000
  let isOnline = true
  const environment: Environment = {
    now: () => now,
    random: () => 1,
    setTimer(run, delayMs) {
      const timer = { at: now + delayMs, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    queueMicrotask: (run) => queueMicrotask(run),
    fetch: (url, init) =>
      new Promise((resolve, reject) => {
        const { request, response, failure } = fakeRequest(url, init)
        requests.push(request)
        response.then(resolve, reject)
        failure.then(reject, reject)
      }),
    isOnline: () => isOnline,
    readCsrfToken: () => world.csrfCookie,
    onOnline: (listener) => listen(onlineListeners, listener),
    onFocus: (listener) => listen(focusListeners, listener),
  }
  const client = createClient({ baseUrl: '/api', environment, ...options })
  clientEvents(client).subscribe((event) => events.push(event))
  const open = () => requests.filter((request) => !request.isAnswered && !request.isAborted)
  const world: World = {
    environment,
    requests,
    events,
    client,
    csrfCookie: undefined,
    open,
    only() {
      const [first, ...others] = open()
      if (first === undefined || others.length > 0) throw new Error(`${open().length} requests are open`)
      return first
    },
    async advance(ms) {
      await settle()
      const end = now + ms
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers = timers.filter((other) => other !== due)
        now = due.at
        due.run()
        await settle()
      }
      now = end
      await settle()
    },
    sleep(ms) {
      now += ms
    },
    timers: () => timers.length,
    async setOnline(value) {
      isOnline = value
      if (value) for (const listener of onlineListeners) listener()
      await settle()
    },
    async focus() {
      for (const listener of focusListeners) listener()
      await settle()
    },
    listeners: () => onlineListeners.size + focusListeners.size,
  }
  return world
}

function fakeRequest(url: string, init: RequestInit) {
  const response = Promise.withResolvers<Response>()
  const failure = Promise.withResolvers<never>()
  const request: FakeRequest = {
    url,
    method: init.method ?? 'GET',
    headers: init.headers as Record<string, string>,
    body: typeof init.body === 'string' ? (JSON.parse(init.body) as JsonObject) : undefined,
    cache: init.cache,
    credentials: init.credentials,
    isAborted: false,
    isAnswered: false,
    answer(body, { status = 200, headers: own = {} } = {}) {
      const given = Object.entries({ 'X-Mizan-Protocol': '1', ...own })
      const headers = given.filter((pair): pair is [string, string] => pair[1] !== undefined)
      request.isAnswered = true
      const text = status === 304 ? null : typeof body === 'string' ? body : JSON.stringify(body)
      response.resolve(new Response(text, { status, headers }))
      return settle()
    },
    fail() {
      request.isAnswered = true
      failure.reject(new TypeError('fetch failed'))
      return settle()
    },
  }
  init.signal?.addEventListener('abort', () => {
    request.isAborted = true
    failure.reject(new DOMException('aborted', 'AbortError'))
  })
  failure.promise.catch(() => undefined)
  return { request, response: response.promise, failure: failure.promise }
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
