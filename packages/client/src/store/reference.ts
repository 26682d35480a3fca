/** Who uses an entry: reads begin with the first reader, are aborted after the last, and what nobody uses is collected. */
import { emit, type Kernel, publish, tick } from '../kernel.ts'
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
  if (isFirst) wantMissing(kernel, ask.entry)
  kernel.mounted += 1
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
      emitDropped(kernel, entry)
    }
    entry.cancelCollection = kernel.environment.setTimer(collect, kernel.settings.collectAfterMs, true)
  })
}

export function keep(entry: Entry): void {
  entry.cancelCollection?.()
  entry.cancelCollection = undefined
}

export function emitDropped(kernel: Kernel, entry: Entry): void {
  const functions = [...entry.slots.keys()]
  const { params, source } = entry
  emit(kernel, {
    kind: 'entry',
    action: 'dropped',
    context: source.context,
    params,
    functions,
    cause: undefined,
    mutation: undefined,
  })
}

/** Focus and network are watched only while something is shown. */
function watch(kernel: Kernel): () => void {
  const { environment, settings } = kernel
  const readAgain = () => {
    wantMissingOfMounted(kernel)
    publish(kernel)
  }
  const stopOnline = environment.onOnline(readAgain)
  const stopFocus = settings.refetchOnFocus ? environment.onFocus(readAgain) : undefined
  return () => {
    stopOnline()
    stopFocus?.()
  }
}
