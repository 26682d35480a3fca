/**
 * Versions of tags in Durable Objects: one object for each context, the only one in the network that says what is current. It keeps them in
 * memory: an object that is started anew makes new ones, which costs the entries of its context and brings nothing dead back (SPEC.md, CACHE-10).
 */
import {
  type CacheStore,
  createMemoryStore,
  type EntryPlace,
  type LeaseTaken,
  type PurgeMade,
  type TagPlace,
} from '@mizan/cache'
import type { VersionStore } from './versioned-store.ts'
import type { ObjectNamespace, ObjectState } from './worker-parts.ts'

type Step =
  | { readonly op: 'read'; readonly place: EntryPlace; readonly random: string }
  | { readonly op: 'purge'; readonly place: TagPlace; readonly made: PurgeMade }
  | { readonly op: 'lease'; readonly place: TagPlace; readonly taken: LeaseTaken }
  | { readonly op: 'release'; readonly place: TagPlace; readonly lease: string }

const MAX_TAG_BYTES = 32 * 1024 * 1024
const URL_OF_OBJECTS = 'https://versions.mizan.invalid/'
const LEASED_UNTIL = 'leased-until'

/** The class of the objects: a worker exports it, and binds a namespace to it. */
export class MizanVersions {
  readonly #state: ObjectState
  readonly #store: CacheStore = createMemoryStore({ maxBytes: 1, maxTagBytes: MAX_TAG_BYTES })
  /** Of leases that an earlier life of this object gave: until then everything of the context is leased. */
  #leasedUntilMs = 0

  constructor(state: ObjectState) {
    this.#state = state
    void state.blockConcurrencyWhile(async () => {
      const until = await state.storage.get(LEASED_UNTIL)
      if (typeof until === 'number') this.#leasedUntilMs = until
    })
  }

  async fetch(request: Request): Promise<Response> {
    const step = (await request.json()) as Step
    return Response.json((await this.#take(step)) ?? null)
  }

  async #take(step: Step): Promise<unknown> {
    if (step.op === 'purge') return this.#store.purge(step.place, step.made)
    if (step.op === 'release') return this.#store.release(step.place, step.lease)
    if (step.op === 'read') {
      const { entry: _none, ...read } = await this.#store.read(step.place, step.random)
      return { ...read, isLeased: read.isLeased || Date.now() < this.#leasedUntilMs }
    }
    await this.#store.lease(step.place, step.taken)
    const until = Date.now() + step.taken.lifeMs
    const known = await this.#state.storage.get(LEASED_UNTIL)
    if (typeof known !== 'number' || known < until) await this.#state.storage.put(LEASED_UNTIL, until)
    return undefined
  }
}

export function createObjectVersions<Id>(namespace: ObjectNamespace<Id>): VersionStore {
  const take = async (step: Step): Promise<unknown> => {
    const object = namespace.get(namespace.idFromName(step.place.context))
    const answer = await object.fetch(URL_OF_OBJECTS, { method: 'POST', body: JSON.stringify(step) })
    if (!answer.ok) throw new Error(`the object of versions answered ${answer.status}`)
    return answer.json()
  }
  return {
    read: async (place, random) =>
      (await take({ op: 'read', place: only(place), random })) as Awaited<ReturnType<CacheStore['read']>>,
    purge: async (place, made) => void (await take({ op: 'purge', place, made })),
    lease: async (place, taken) => void (await take({ op: 'lease', place, taken })),
    release: async (place, lease) => void (await take({ op: 'release', place, lease })),
  }
}

/** Whoever asks may carry more. */
function only({ context, key, tags }: EntryPlace): EntryPlace {
  return { context, key, tags }
}
