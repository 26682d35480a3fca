/** Everything ambient that the kernel needs, given by the caller: clock, timers, microtasks, focus, network. */

export interface Environment {
  /** Milliseconds since any fixed moment. */
  now(): number
  /** In [0, 1), for the jitter of retries. */
  random(): number
  /** Runs `run` once after `delayMs`; the answer cancels it. Nobody waits for a background timer: a process may end before it. */
  setTimer(run: () => void, delayMs: number, isBackground?: boolean): () => void
  queueMicrotask(run: () => void): void
  /** The platform's `fetch`, or anything that answers like it. */
  fetch(url: string, init: RequestInit): Promise<Response>
  isOnline(): boolean
  /** Calls `listener` whenever the network comes back; the answer ends that. */
  onOnline(listener: () => void): () => void
  /** Calls `listener` whenever the page is looked at again; the answer ends that. */
  onFocus(listener: () => void): () => void
  /** A text that nobody else makes, for Idempotency-Key; absent: none are sent. */
  createId?(): string
  /** The CSRF token that a cookie tells the page, for requests to `url` on the page's own origin; undefined: the server is asked when it wants one. */
  readCsrfToken?(url: string): string | undefined
}

export interface Channel {
  /** To all others who opened the name, never to itself. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}
