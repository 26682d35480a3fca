/** The environment of a browser, which also works in Node, Bun and workers. Beside the channel of tabs the only file that touches globals. */
import type { Environment } from './environment.ts'

export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    setTimer(run, delayMs, isBackground) {
      const id = setTimeout(run, delayMs)
      // Only Node's timers are objects, and only they keep a process alive.
      if (isBackground && typeof id === 'object') id.unref()
      return () => clearTimeout(id)
    },
    queueMicrotask: (run) => queueMicrotask(run),
    fetch: (url, init) => fetch(url, init),
    // Where nobody knows, one is.
    isOnline: () => globalThis.navigator?.onLine ?? true,
    // Only pages of secure origins have randomUUID.
    ...(globalThis.crypto?.randomUUID && { createId: () => crypto.randomUUID() }),
    // Only for the page's own origin: another one must not see it.
    readCsrfToken(url) {
      try {
        if (new URL(url, document.baseURI).origin === location.origin)
          return /(?:^|; )(?:mizan_csrf|csrftoken)=([^;]+)/.exec(document.cookie)?.[1]
      } catch {
        // There is no page, or it has no address or no cookies, like one in a sandbox.
      }
      return undefined
    },
    onOnline: (listener) => listen(globalThis, 'online', listener),
    onFocus: (listener) =>
      listen(globalThis.document, 'visibilitychange', () => {
        if (document.visibilityState === 'visible') listener()
      }),
  }
}

/** Where there is no such place, nothing is listened to. */
function listen(place: EventTarget | undefined, event: string, listener: () => void): () => void {
  place?.addEventListener?.(event, listener)
  return () => place?.removeEventListener?.(event, listener)
}
