/** A store each of whose operations is a step of a schedule, and can fail where the schedule wants it. */
import type { Awaitable, CacheStore } from '@mizan/cache'
import type { Schedule } from './schedule.ts'

interface Facts {
  readonly schedule: Schedule
  /** The process; its name is part of the label. */
  readonly owner: { readonly name: string }
}

export function steppedStore(store: CacheStore, { schedule, owner }: Facts): CacheStore {
  const stop = <Answer>(operation: string, work: () => Awaitable<Answer>): Promise<Answer> =>
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
      schedule.add({ owner, label: `${owner.name} ${operation}`, execute, failures })
    })
  return {
    outlivesProcess: store.outlivesProcess,
    read: (place, random) => stop('read', () => store.read(place, random)),
    write: (place, entry, keepMs) => stop('write', () => store.write(place, entry, keepMs)),
    purge: (tags, made) => stop('purge', () => store.purge(tags, made)),
    lease: (tags, taken) => stop('lease', () => store.lease(tags, taken)),
    release: (tags, lease) => stop('release', () => store.release(tags, lease)),
    close: () => undefined,
  }
}
