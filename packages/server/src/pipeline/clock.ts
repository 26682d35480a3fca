/** Time as the pipeline gets it: given from outside, so that tests own it. */
import { DeadlineQueue } from './deadline-queue.ts'

export interface Clock {
  /** Runs `callback` once after `delayMs`; the function it returns takes that back. */
  after(delayMs: number, callback: () => void): () => void
  /** Milliseconds since some moment, for durations; `performance.now` when left out. */
  now?(): number
  /** Unix time in milliseconds, for the times in tokens; `Date.now` when left out. */
  unixMs?(): number
}

/** By length of delay: the same few lengths come with every request. Beyond so many lengths each delay has its own timer. */
const queues = new Map<number, DeadlineQueue>()
const MAX_QUEUES = 16

export const systemClock: Clock = {
  after(delayMs, callback) {
    const queue = queues.get(delayMs) ?? openQueue(delayMs)
    if (queue !== undefined) return queue.add(callback)
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

function openQueue(delayMs: number): DeadlineQueue | undefined {
  if (queues.size >= MAX_QUEUES || !canShareTimers()) return undefined
  const queue = new DeadlineQueue(delayMs)
  queues.set(delayMs, queue)
  return queue
}

/** Workers bind a timer to the request that set it, and answer a number; a timer with `ref` is the process's own. */
function canShareTimers(): boolean {
  const timer: unknown = setTimeout(() => undefined, 0)
  clearTimeout(timer as number)
  return typeof timer === 'object' && timer !== null && 'ref' in timer && 'unref' in timer
}
