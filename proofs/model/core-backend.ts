/** A server as small as can be around the real algorithm, whose every part can be replaced by a broken one. */
import { type Asked, type Cache, createCache, type Outcome, type TagPlace } from '@mizan/cache'
import {
  type CacheKeyParts,
  cacheKey,
  identityKeys,
  permissionKey,
  type TaggedEntry,
  tagsOfEntry,
  tagsOfTarget,
} from '@mizan/protocol'
import type { CacheParts } from '../broken/broken-parts.ts'
import {
  type Backend,
  type MutationAsk,
  type ProcessFacts,
  type StartBackend,
  toAnswerText,
} from './backend.ts'
import { toChanges } from './changes.ts'
import { type Facts, type User, withChanges } from './facts.ts'
import { isRefused, type ModelAnswer, toDataText, toReaderText } from './oracle.ts'
import { type Ask, SHAPES, type Shape } from './shapes.ts'

/** What a proof may break. */
export interface ModelParts extends CacheParts {
  readonly key: (parts: CacheKeyParts) => string
  readonly tags: (declared: readonly string[], entry: TaggedEntry) => string[]
  readonly targetTags: typeof tagsOfTarget
  readonly purgesBeforeCommit: boolean
  readonly loadsReaderAgain: boolean
  readonly sharesTainted: boolean
  readonly keepsFailed: boolean
  readonly keepsUncommitted: boolean
  readonly knowsReplicas: boolean
}

export const REAL_MODEL_PARTS: ModelParts = {
  store: (store) => store,
  cache: (cache) => cache,
  asked: (asked) => asked,
  key: cacheKey,
  tags: tagsOfEntry,
  targetTags: tagsOfTarget,
  purgesBeforeCommit: false,
  loadsReaderAgain: true,
  sharesTainted: false,
  keepsFailed: false,
  keepsUncommitted: false,
  knowsReplicas: true,
}

export function startCore(parts: ModelParts = REAL_MODEL_PARTS): StartBackend {
  return (facts) => new CoreBackend(facts, parts)
}

interface Caller {
  readonly user: User | undefined
  readonly pkey: string
}

class CoreBackend implements Backend {
  readonly #facts: ProcessFacts
  readonly #parts: ModelParts
  readonly #cache: Cache

  constructor(facts: ProcessFacts, parts: ModelParts) {
    this.#facts = facts
    this.#parts = parts
    const { store, clock, createRandom, options } = facts
    const { staleWhileRevalidateMs, hasPrimary, timeoutMs } = options
    const replicaLagMs = parts.knowsReplicas ? options.replicaLagMs : 0
    const cache = { store: parts.store(store), clock, createRandom, timeoutMs }
    this.#cache = parts.cache(createCache({ ...cache, staleWhileRevalidateMs, replicaLagMs, hasPrimary }))
  }

  async read(ask: Ask): Promise<ModelAnswer> {
    const caller = await this.#identify(ask.user)
    if (isRefused(ask, { users: usersOf(caller), changes: new Map(), isFailing: false }))
      return { kind: 'refused' }
    const isScoped = ask.shape.guard !== undefined
    const reload = async (): Promise<{ pkey: string; reader: Caller }> => {
      const reader = await this.#identify(ask.user)
      return { pkey: reader.pkey, reader }
    }
    const outcome: Outcome<ModelAnswer> = await this.#cache.bring<Caller, ModelAnswer>(
      this.#toAsked(ask, caller),
      {
        ...(isScoped && this.#parts.loadsReaderAgain && { reload }),
        run: async ({ reader = caller, needsPrimary }) => {
          const answer = await this.#run(ask, reader, needsPrimary)
          const isShared =
            (answer.kind === 'answer' && (!this.#taints(ask) || this.#parts.sharesTainted)) ||
            (answer.kind === 'failed' && this.#parts.keepsFailed)
          return isShared
            ? { own: answer, bundle: { body: JSON.stringify(answer), etag: '"e"' } }
            : { own: answer }
        },
      },
    )
    if (outcome.from === 'store')
      return { ...(JSON.parse(outcome.entry.body) as ModelAnswer), isHit: true } as ModelAnswer
    if (outcome.from === 'flight') return JSON.parse(outcome.bundle.body) as ModelAnswer
    if (outcome.from === 'nowhere') return this.read(ask)
    const { own, settleMs } = outcome
    return own.kind === 'answer' && settleMs !== undefined ? { ...own, isSettling: true } : own
  }

  async mutate(ask: MutationAsk): Promise<void> {
    const { database, options } = this.#facts
    const exact = this.#toPlaces(ask, ask.sets)
    const broad = this.#toPlaces(ask, ask.isComputed ? [{}] : ask.sets)
    if (!options.hasTransaction) {
      const held = await this.#cache.lease(broad)
      await database.work()
      if (ask.end === 'rolls back') return held.release()
      if (this.#parts.purgesBeforeCommit) await held.commit(exact)
      await database.commit(ask)
      return held.commit(ask.end === 'commits' ? exact : broad)
    }
    await database.work()
    if (this.#parts.keepsUncommitted) await this.#peek(ask)
    if (ask.end !== 'commits') return
    const held = await this.#cache.lease(exact)
    if (this.#parts.purgesBeforeCommit) await held.commit(exact)
    await database.commit(ask)
    await held.commit(exact)
  }

  /** A mutation that reads what it has not committed yet. */
  async #peek(ask: MutationAsk): Promise<void> {
    const { facts } = await this.#facts.database.query(true)
    const params = ask.sets[0] ?? {}
    const asked = { shape: ask.shape, given: params, params, user: ask.user, tenant: 'north' }
    const caller = await this.#identify(ask.user)
    await this.#cache.bring(this.#toAsked(asked, caller), {
      run: () => {
        const answer = this.#toAnswer(asked, caller, { facts: withChanges(facts, toChanges(ask)), drift: 0 })
        return { own: undefined, bundle: { body: JSON.stringify(answer), etag: '"e"' } }
      },
    })
  }

  async #identify(id: string | null): Promise<Caller> {
    const user = id === null ? undefined : await this.#facts.database.loadUser(id)
    const { permissions = [] } = user ?? {}
    return { user, pkey: permissionKey({ permissions, staff: false, superuser: false }) }
  }

  async #run(ask: Ask, caller: Caller, needsPrimary: boolean): Promise<ModelAnswer> {
    const read = await this.#facts.database.query(needsPrimary)
    // Another query of the bundle.
    await this.#facts.database.work()
    if (ask.shape.fails === true && read.facts.isFailing) return { kind: 'failed' }
    return this.#toAnswer(ask, caller, read)
  }

  #toAnswer(ask: Ask, caller: Caller, { facts, drift }: { facts: Facts; drift: number }): ModelAnswer {
    const { schema, rev } = this.#facts
    const reader = toReaderText(ask, { ...facts, users: usersOf(caller) })
    const tenant = ask.shape.varies === true ? ask.tenant : null
    const text = toAnswerText({ reader, data: toDataText(ask, facts), drift }, { rev, tenant })
    return { kind: 'answer', text, schema, isSettling: false, isHit: false }
  }

  #taints({ shape, params }: Ask): boolean {
    return shape.leaks === true && params['id'] === '1'
  }

  #toAsked({ shape, params, user, tenant }: Ask, { pkey }: Caller): Asked {
    const { secret, rev, schema, options } = this.#facts
    const isScoped = shape.guard !== undefined && user !== null
    const context = this.#nameOf(shape)
    const key = this.#parts.key({
      secret,
      context,
      params,
      rev,
      ...(isScoped && { user }),
      ...(shape.varies && { vary: { tenant } }),
    })
    const own = isScoped ? { own: this.#own(user) } : {}
    const asked = {
      context,
      key: key.slice(key.lastIndexOf(':') + 1),
      tags: this.#parts.tags(namesOf(shape), { context, params, ...own }),
      fingerprint: schema.toString(16).padStart(16, '0'),
      ...(isScoped && { pkey }),
      ttlMs: options.ttlMs,
    }
    return this.#parts.asked(asked)
  }

  #toPlaces(ask: MutationAsk, sets: MutationAsk['sets']): TagPlace[] {
    const shapes = ask.isRename ? SHAPES.filter(({ guard }) => guard !== undefined) : [ask.shape]
    return shapes.map((shape) => {
      const context = this.#nameOf(shape)
      const own = ask.isOwn ? { own: this.#own(ask.user) } : {}
      const tags = sets.flatMap((params) =>
        this.#parts.targetTags(namesOf(shape), { context, params, ...own }),
      )
      return { context, tags: [...new Set(tags)].sort() }
    })
  }

  #nameOf({ name }: Shape): string {
    return `${this.#facts.prefix}${name}`
  }

  #own(user: string): string {
    return identityKeys({ secret: this.#facts.secret, userId: user, pkey: '' }).own
  }
}

function namesOf({ params }: Shape): string[] {
  return params.map(({ name }) => name)
}

function usersOf({ user }: Caller): ReadonlyMap<string, User> {
  return new Map(user === undefined ? [] : [[user.id, user]])
}
