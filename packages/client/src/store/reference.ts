/** Who uses an entry: reads begin with the first reader, are ended after the last, and what nobody uses is collected. */
import type { Reason } from '../events/client-event.ts'
import { emit, nothing, publish, tick } from '../kernel.ts'
import { type Ask, allEntries, dropEntry, endFill, isMounted, isUsed, keep } from './entry.ts'
import { IDLE } from './slot.ts'
import { wantMissing } from './want.ts'

export function mountAsk(ask: Ask, listener: () => void): void {
  const { entry } = ask
  const { kernel } = entry
  ask.listeners.add(listener)
  ask.mountedAt = tick(kernel)
  ask.loadedAt = 0
  keep(entry)
  if (ask.mounts++ === 0) wantMissing(entry, 'mount')
  emit(kernel, { kind: 'used' })
  if (kernel.mounted++ === 0) watch(ask)
}

export function unmountAsk(ask: Ask, listener: () => void): void {
  const { kernel } = ask.entry
  ask.listeners.delete(listener)
  ask.mounts -= 1
  collectLater(ask)
  if (--kernel.mounted === 0) kernel.stopWatching()
}

/** Asked again a microtask later, because frameworks unsubscribe and subscribe in one breath. */
export function collectLater(ask: Ask): void {
  const { environment, options } = ask.entry.kernel
  environment.queueMicrotask(() => {
    const { entry } = ask
    if (isUsed(entry) || entry.asks.length === 0 || entry.spare) return
    endFill(entry, true)
    for (const slot of entry.slots) slot.phase = IDLE
    const collect = () => {
      dropEntry(entry)
      emit(entry.kernel, { kind: 'entry', action: 'dropped', entry })
    }
    entry.spare = environment.setTimer(collect, options.collectAfterMs ?? 300_000, true)
  })
}

/** Focus and network are watched only while something is shown. */
function watch({ entry: { kernel } }: Ask): void {
  const { environment, options } = kernel
  const readAgain = (reason: Reason) => () => {
    for (const entry of allEntries(kernel)) if (isMounted(entry)) wantMissing(entry, reason)
    publish(kernel)
  }
  const stopOnline = environment.onOnline(readAgain('online'))
  const stopFocus = options.refetchOnFocus === false ? nothing : environment.onFocus(readAgain('focus'))
  kernel.stopWatching = () => {
    stopOnline()
    stopFocus()
  }
}
