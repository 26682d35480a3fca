/** A store that fails when it is told to: before an operation, after it, or by never answering. */
import type { Awaitable, CacheStore } from '@mizan/cache'

export type FlakyMode = 'answer' | 'fail' | 'fail-after' | 'hang'
export type FlakyOperation = 'read' | 'write' | 'purge' | 'lease' | 'release'

export interface FlakyStore extends CacheStore {
  outlivesProcess: boolean
  mode: FlakyMode
  /** The only operation that is touched by `mode`; fails by itself when the mode is to answer. */
  failing: FlakyOperation | undefined
  readonly calls: FlakyOperation[]
}

export function flakyStore(store: CacheStore): FlakyStore {
  const calls: FlakyOperation[] = []
  const around = <Answer>(operation: FlakyOperation, work: () => Awaitable<Answer>): Awaitable<Answer> => {
    calls.push(operation)
    const isTouched = flaky.failing === undefined || flaky.failing === operation
    const mode = flaky.failing !== undefined && flaky.mode === 'answer' ? 'fail' : flaky.mode
    if (!isTouched || mode === 'answer') return work()
    if (mode === 'fail') throw new Error(`${operation} failed`)
    if (mode === 'hang') return new Promise<Answer>(() => undefined)
    return Promise.resolve(work()).then(() => {
      throw new Error(`${operation} was done, and failed`)
    })
  }
  const flaky: FlakyStore = {
    outlivesProcess: store.outlivesProcess,
    mode: 'answer',
    failing: undefined,
    calls,
    read: (place, random) => around('read', () => store.read(place, random)),
    write: (place, entry, keepMs) => around('write', () => store.write(place, entry, keepMs)),
    purge: (tags, made) => around('purge', () => store.purge(tags, made)),
    lease: (tags, taken) => around('lease', () => store.lease(tags, taken)),
    release: (tags, lease) => around('release', () => store.release(tags, lease)),
    close: () => store.close(),
  }
  return flaky
}
