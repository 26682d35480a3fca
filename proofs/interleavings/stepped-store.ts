/** A store each of whose operations is a step that somebody chooses, and can fail where the schedule wants it. */
import type { Awaitable, CacheStore, TagPlace } from '@mizan/cache'
import type { Step } from './schedule.ts'

interface Facts {
  readonly schedule: { add(step: Step): void }
  /** The process; its name is part of the label. */
  readonly owner: { readonly name: string }
}

export function steppedStore(store: CacheStore, { schedule, owner }: Facts): CacheStore {
  const stop = <Answer>(
    operation: string,
    { context }: TagPlace,
    work: () => Awaitable<Answer>,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const failures = new Map([
        ['fails', async () => reject(new Error(`${operation} failed`))],
        [
          'is done and fails',
          async () => {
            await work()
            reject(new Error(`${operation} was done, and failed`))
          },
        ],
      ])
      const execute = async (): Promise<void> => resolve(await work())
      schedule.add({ owner, label: `${owner.name} ${operation} ${context}`, operation, execute, failures })
    })
  return {
    outlivesProcess: store.outlivesProcess,
    read: (place, random) => stop('read', place, () => store.read(place, random)),
    write: (place, entry, keepMs) => stop('write', place, () => store.write(place, entry, keepMs)),
    purge: (tags, made) => stop('purge', tags, () => store.purge(tags, made)),
    lease: (tags, taken) => stop('lease', tags, () => store.lease(tags, taken)),
    release: (tags, lease) => stop('release', tags, () => store.release(tags, lease)),
    close: () => undefined,
  }
}
