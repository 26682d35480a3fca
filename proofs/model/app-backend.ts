/** The real server as one process of the model: requests in, answers out, through `app.fetch`. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac } from 'node:crypto'
import { createMemoryStore } from '@mizan/cache'
import { createEdge, type Edge } from '@mizan/edge'
import { keyId, permissionKey } from '@mizan/protocol'
import {
  type App,
  type Call,
  CallError,
  type User as Caller,
  client,
  createApp,
  ReactContext,
} from '@mizan/server'
import { z } from 'zod'
import {
  type Backend,
  type MutationAsk,
  type ProcessFacts,
  type StartBackend,
  toAnswerText,
} from './backend.ts'
import type { User } from './facts.ts'
import { type ModelAnswer, toDataText, toReaderText } from './oracle.ts'
import { type Ask, SHAPES, type Shape } from './shapes.ts'

export const startApp: StartBackend = (facts) => new AppBackend(facts)

/** Before it stands an edge, whose store is that of the model; the app behind has a memory of its own. Readers have tokens. */
export const startEdge: StartBackend = (facts) => new AppBackend(facts, true)

/** A user as the app knows her: with her record in the database. */
interface KnownCaller extends Caller {
  readonly record: User
}

const TOKEN_SECRETS = {
  mwt: 'the token secret of the model, long enough',
  edge: 'the edge secret of the model, long enough',
}
const FAILS = 'the database says so'
const BASE = 'https://model.example/api/mizan'
const Sets = z.array(z.record(z.string(), z.string()))

class AppBackend implements Backend {
  readonly #facts: ProcessFacts
  readonly #app: App
  /** Mutations under way: their arguments name them. */
  readonly #asks = new Map<number, MutationAsk>()
  readonly #contexts: ReadonlyMap<string, ReactContext>
  /** What the mutation of this transaction will commit. */
  readonly #transaction = new AsyncLocalStorage<{ ask?: MutationAsk }>()
  readonly #fetch: (request: Request) => Response | Promise<Response>
  readonly #hasEdge: boolean
  #count = 0
  #unwanted: unknown

  constructor(facts: ProcessFacts, hasEdge = false) {
    this.#facts = facts
    this.#hasEdge = hasEdge
    this.#contexts = new Map(SHAPES.map(({ name }) => [name, new ReactContext(facts.prefix + name)]))
    this.#app = this.#createApp()
    const edge = hasEdge ? this.#createEdge() : this.#app
    this.#fetch = (request) => edge.fetch(request)
  }

  async read(ask: Ask): Promise<ModelAnswer> {
    const { shape, given, tenant, user } = ask
    const query = new URLSearchParams(given).toString()
    const url = `${BASE}/ctx/${this.#nameOf(shape)}/${query === '' ? '' : `?${query}`}`
    const headers = { 'x-tenant': tenant, ...(user !== null && (await this.#present(user))) }
    const answer = await this.#fetch(new Request(url, { headers }))
    // Rights that changed meanwhile: a kernel would fetch another token, and ask again.
    if (answer.status === 401 && (await answer.clone().text()).includes('"stale"')) return this.read(ask)
    if (answer.status === 401 || answer.status === 403) return { kind: 'refused' }
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`)
    const bundle = JSON.parse(text) as Readonly<Record<string, { v: number; text: string }>>
    if (Object.hasOwn(bundle, '_mizan_errors')) return { kind: 'failed' }
    const result = bundle[`${this.#nameOf(shape)}_get`]
    if (result === undefined) throw new Error(text)
    const isSettling = answer.headers.has('x-mizan-settle')
    const isHit = answer.headers.get('x-mizan-cache') === 'hit'
    return { kind: 'answer', text: result.text, schema: result.v, isSettling, isHit }
  }

  async mutate(ask: MutationAsk): Promise<void> {
    this.#count += 1
    const number = this.#count
    this.#asks.set(number, ask)
    const name = this.#nameOf(ask.shape)
    const [set = {}] = ask.sets
    const kind = `${ask.isComputed ? 'compute' : 'match'}${ask.isOwn ? '_own' : ''}`
    const nulls = Object.fromEntries(ask.shape.params.map((param) => [param.name, null]))
    const args = ask.isComputed ? { sets: ask.sets } : { ...nulls, ...set }
    const body = {
      fn: ask.isRename ? `${this.#facts.prefix}rename` : `${name}_${kind}`,
      args: { ...(!ask.isRename && args), ask: number },
      mounted: [{ context: name, params: set }],
    }
    const own = await this.#present(ask.user)
    const headers = { 'content-type': 'application/json', 'x-tenant': 'north', ...own }
    const answer = await this.#fetch(
      new Request(`${BASE}/call/`, { method: 'POST', headers, body: JSON.stringify(body) }),
    )
    const text = await answer.text()
    this.#asks.delete(number)
    if (answer.status === 401 && text.includes('"stale"')) return this.mutate(ask)
    const isExpected = ask.end === 'commits' ? answer.status === 200 : [409, 500].includes(answer.status)
    if (!isExpected)
      throw new Error(`${ask.end} was answered ${answer.status}: ${text}`, { cause: this.#unwanted })
  }

  #createApp(): App {
    const { database, options, store, clock, secret } = this.#facts
    const { timeoutMs, staleWhileRevalidateMs, replicaLagMs, hasPrimary } = options
    return createApp({
      modules: [...SHAPES.map((shape) => this.#declare(shape)), this.#declareRename()],
      secrets: { cache: secret, ...(this.#hasEdge && TOKEN_SECRETS) },
      clock: { after: (ms, callback) => clock.after(ms, callback), now: () => clock.now },
      onError: ({ error }) => this.#note(error),
      ...(this.#hasEdge
        ? { loadUser: (id: string) => this.#load(id) }
        : { resolveUser: async ({ headers }) => this.#load(headers.get('x-user') ?? undefined) }),
      vary: { tenant: (request) => request.headers.get('x-tenant') ?? '' },
      cache: {
        store: this.#hasEdge ? createMemoryStore({ now: () => clock.now }) : store,
        timeoutMs,
        staleWhileRevalidateMs,
        replicaLagMs,
        hasPrimary,
      },
      limits: { runDeadlineMs: 86_400_000, refreshBudgetMs: 86_400_000 },
      ...(options.hasTransaction && {
        transaction: (run) =>
          this.#transaction.run({}, async () => {
            await run()
            const ask = this.#transaction.getStore()?.ask
            if (ask !== undefined) await database.commit(ask)
          }),
      }),
    })
  }

  #createEdge(): Edge {
    const { store, clock, secret, options } = this.#facts
    return createEdge({
      manifest: this.#app.manifestText,
      origin: new URL(BASE).origin,
      secrets: { cache: secret, ...TOKEN_SECRETS },
      store,
      storeTimeoutMs: options.timeoutMs,
      originTimeoutMs: 86_400_000,
      runDeadlineMs: 86_400_000,
      clock: { now: () => clock.now, after: (ms, callback) => clock.after(ms, callback) },
      fetch: async (request) => this.#app.fetch(request),
    })
  }

  /** How a caller says who she is: by a header that the app believes, or by a token of this moment. */
  async #present(id: string): Promise<Readonly<Record<string, string>>> {
    if (!this.#hasEdge) return { 'x-user': id }
    const { permissions = [] } = (await this.#facts.database.loadUser(id)) ?? {}
    const pkey = permissionKey({ permissions, staff: false, superuser: false })
    return { 'x-mizan-token': toToken(id, pkey) }
  }

  async #load(id: string | undefined): Promise<KnownCaller | null> {
    const record = id === undefined ? undefined : await this.#facts.database.loadUser(id)
    if (record === undefined) return null
    return { id: record.id, isStaff: false, isSuperuser: false, permissions: record.permissions, record }
  }

  #declare(shape: Shape): Record<string, unknown> {
    const { rev, options } = this.#facts
    const context = this.#contextOf(shape)
    const name = this.#nameOf(shape)
    const guard =
      shape.guard === undefined ? {} : { auth: shape.guard === 'perm:a' ? ('perm:a' as const) : true }
    const kept = { context, cache: options.ttlMs / 1000, ...(rev > 0 && { rev }), ...guard }
    const input = Object.fromEntries(shape.params.map((param) => [param.name, toSchema(param)]))
    const varies = shape.varies === true ? { vary: ['tenant'] } : {}
    const query = client(
      { ...kept, ...varies, input, output: z.object({ v: z.literal(this.#facts.schema), text: z.string() }) },
      (args: Readonly<Record<string, string | null>>, call: Call) => this.#query(shape, args, call),
    )
    const more = client({ ...kept, output: z.literal(1) }, async () => {
      const { facts } = await this.#facts.database.query(false)
      if (facts.isFailing) throw new Error(FAILS)
      return 1 as const
    })
    return {
      [`${name}_get`]: query,
      ...(shape.fails && { [`${name}_more`]: more }),
      ...this.#declareMutations(shape),
    }
  }

  #declareMutations(shape: Shape): Record<string, unknown> {
    const context = this.#contextOf(shape)
    const scope = shape.params.map(({ name }) => name)
    const nullable = Object.fromEntries(scope.map((name) => [name, z.string().nullable()]))
    const run = (args: { ask: number }): Promise<null> => this.#change(args.ask)
    const params = ({ sets }: { readonly sets: z.infer<typeof Sets> }): z.infer<typeof Sets> => sets
    const declare = (suffix: string, own: { own?: true }): Record<string, unknown> => ({
      [`${this.#nameOf(shape)}_match${suffix}`]: client(
        { affects: { context, scope, ...own }, input: { ...nullable, ask: z.int() } },
        run,
      ),
      [`${this.#nameOf(shape)}_compute${suffix}`]: client(
        { affects: { context, params, ...own }, input: { sets: Sets, ask: z.int() } },
        run,
      ),
    })
    return { ...declare('', {}), ...(shape.guard !== undefined && declare('_own', { own: true })) }
  }

  #declareRename(): Record<string, unknown> {
    const affects = SHAPES.filter(({ guard }) => guard !== undefined).map((shape) => ({
      context: this.#contextOf(shape),
      own: true,
      scope: [],
    }))
    return {
      [`${this.#facts.prefix}rename`]: client({ affects, input: { ask: z.int() } }, ({ ask }) =>
        this.#change(ask),
      ),
    }
  }

  async #query(
    shape: Shape,
    args: Readonly<Record<string, string | null>>,
    call: Call,
  ): Promise<{ v: number; text: string }> {
    const { database, rev, schema } = this.#facts
    const { facts, drift } = await database.query(call.needsPrimary)
    const params = Object.fromEntries(
      Object.entries(args).filter(([, value]) => value !== null),
    ) as Ask['params']
    const looks = shape.guard !== undefined || (shape.leaks === true && params['id'] === '1')
    const caller = looks ? (call.user as KnownCaller | null) : null
    const asked = { shape, params, user: caller?.id ?? null }
    const users = new Map(caller === null ? [] : [[caller.id, caller.record]])
    const tenant = shape.varies === true ? (call.vary['tenant'] ?? '') : null
    const read = { reader: toReaderText(asked, { ...facts, users }), data: toDataText(asked, facts), drift }
    return { v: schema, text: toAnswerText(read, { rev, tenant }) }
  }

  async #change(number: number): Promise<null> {
    const { database, options } = this.#facts
    const ask = this.#asks.get(number)
    if (ask === undefined) throw new Error('no such mutation')
    await database.work()
    const transaction = this.#transaction.getStore()
    if (transaction !== undefined && ask.end === 'commits') transaction.ask = ask
    if (transaction !== undefined && ask.end !== 'commits') throw new Error(ask.end)
    if (options.hasTransaction) return null
    if (ask.end === 'rolls back') throw new CallError('CONFLICT', ask.end)
    await database.commit(ask)
    if (ask.end === 'fails halfway') throw new Error(ask.end)
    return null
  }

  /** What nobody wanted to fail is a fault of the model or of the server. */
  #note(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error)
    const isWanted = [FAILS, 'fails halfway', 'rolls back'].includes(text) || text.startsWith('cache: ')
    if (!isWanted) this.#unwanted ??= error
  }

  #nameOf({ name }: Shape): string {
    return this.#facts.prefix + name
  }

  #contextOf({ name }: Shape): ReactContext {
    return this.#contexts.get(name) as ReactContext
  }
}

/** An MWT for all times: that of the model is none of a server's clock. */
function toToken(sub: string, pkey: string): string {
  const times = { iat: 0, nbf: 0, exp: 4_000_000_000 }
  const claims = { sub, aud: 'mizan', ...times, sid: '0'.repeat(32), staff: false, super: false, pkey }
  const header = { alg: 'HS256', kid: keyId(TOKEN_SECRETS.mwt), typ: 'MWT' }
  const toPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${toPart(header)}.${toPart(claims)}`
  return `${signed}.${createHmac('sha256', TOKEN_SECRETS.mwt).update(signed).digest('base64url')}`
}

function toSchema({ values, fallback }: Shape['params'][number]): z.ZodType<string | null> {
  if (fallback !== undefined) return z.string().default(fallback)
  return values.includes(null) ? z.string().nullable() : z.string()
}
