/** The environment of a browser, which also works in Node, Bun and workers. The only file that touches globals. */
import type { Channel, Environment } from './environment.ts'

export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    setTimer(run, delayMs, isBackground) {
      const id = setTimeout(run, delayMs)
      // Only Node's timers are objects, and only they keep a process alive.
      if (isBackground === true && typeof id === 'object') id.unref()
      return () => clearTimeout(id)
    },
    queueMicrotask: (run) => queueMicrotask(run),
    fetch: (url, init) => fetch(url, init),
    isOnline: () => typeof navigator === 'undefined' || !('onLine' in navigator) || navigator.onLine,
    // Only pages of secure origins have randomUUID.
    ...(globalThis.crypto?.randomUUID && { createId: () => crypto.randomUUID() }),
    ...(globalThis.BroadcastChannel && { openChannel }),
    onOnline: (listener) => listen('online', listener),
    onFocus(listener) {
      if (typeof document === 'undefined') return () => undefined
      const whenVisible = () => {
        if (document.visibilityState === 'visible') listener()
      }
      document.addEventListener('visibilitychange', whenVisible)
      return () => document.removeEventListener('visibilitychange', whenVisible)
    },
  }
}

function listen(event: string, listener: () => void): () => void {
  if (typeof globalThis.addEventListener !== 'function') return () => undefined
  globalThis.addEventListener(event, listener)
  return () => globalThis.removeEventListener(event, listener)
}

function openChannel(name: string): Channel {
  const channel = new BroadcastChannel(name)
  // Only Node's channels have it, and only they keep a process alive.
  if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel is not a window: it has no other origins.
    post: (message) => channel.postMessage(message),
    onMessage(listener) {
      channel.addEventListener('message', ({ data }) => listener(data))
    },
  }
}
