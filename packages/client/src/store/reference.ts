/** Who uses an entry: reads begin with the first reader, are aborted after the last, and what nobody uses is collected. */
import type { Why } from '../events.ts'
import { emitEntry, type Kernel, publish, tick } from '../kernel.ts'
import type { Ask, Entry } from './entry.ts'
import { isUsed } from './entry.ts'
import { dropEntry } from './entry-store.ts'
import { linkAsk, unlinkAsk } from './mounted-list.ts'
import { wantMissing, wantMissingOfMounted } from './want.ts'

export function mountAsk(kernel: Kernel, ask: Ask, listener: () => void): void {
  const isFirst = ask.references === 0
  ask.references += 1
  ask.mountedAt = tick(kernel)
  ask.loadedAt = 0
  linkAsk(kernel.store, ask)
  ask.listeners.add(listener)
  keep(ask.entry)
  if (isFirst) wantMissing(kernel, ask.entry, 'mount')
  kernel.mounted += 1
  kernel.hooks.used?.()
  kernel.stopWatching ??= watch(kernel)
}

export function unmountAsk(kernel: Kernel, ask: Ask, listener: () => void): void {
  ask.references -= 1
  ask.listeners.delete(listener)
  if (ask.references === 0) unlinkAsk(kernel.store, ask)
  collectLater(kernel, ask)
  kernel.mounted -= 1
  if (kernel.mounted > 0) return
  kernel.stopWatching?.()
  kernel.stopWatching = undefined
}

/** Asked again a microtask later, because frameworks unsubscribe and subscribe in one breath. */
export function collectLater(kernel: Kernel, ask: Ask): void {
  kernel.environment.queueMicrotask(() => {
    const { entry } = ask
    if (isUsed(entry) || entry.asks.size === 0 || entry.cancelCollection !== undefined) return
    entry.fill?.cancel()
    for (const slot of entry.slots.values()) slot.isWanted = false
    const collect = () => {
      dropEntry(kernel.store, entry)
      emitEntry(kernel, entry, { action: 'dropped' })
    }
    entry.cancelCollection = kernel.environment.setTimer(collect, kernel.settings.collectAfterMs, true)
  })
}

export function keep(entry: Entry): void {
  entry.cancelCollection?.()
  entry.cancelCollection = undefined
}

/** Focus and network are watched only while something is shown. */
function watch(kernel: Kernel): () => void {
  const { environment, settings } = kernel
  const readAgain = (reason: Why['reason']) => () => {
    wantMissingOfMounted(kernel, reason)
    publish(kernel)
  }
  const stopOnline = environment.onOnline(readAgain('online'))
  const stopFocus = settings.refetchOnFocus ? environment.onFocus(readAgain('focus')) : undefined
  return () => {
    stopOnline()
    stopFocus?.()
  }
}
