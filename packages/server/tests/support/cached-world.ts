/** A small app whose contexts are kept, with the data under it and what ran: for tests of the origin cache. */
import { type CacheStore, createMemoryStore } from '@mizan/cache'
import { type AppOptions, client, createApp, ReactContext, type User } from '@mizan/server'
import { z } from 'zod'
import { fetchContext } from './ask.ts'
import type { Gate } from './fake-clock.ts'

export const Team = new ReactContext('team')
const Inbox = new ReactContext('inbox')
const Wide = new ReactContext('wide')
const Plain = new ReactContext('plain')
const Odd = new ReactContext('odd')
export const Slow = new ReactContext('slow')

export interface CachedWorld {
  readonly names: Map<string, string>
  readonly users: Map<string, User>
  readonly ran: string[]
  /** Before a query that says so reads. */
  before: (() => void) | undefined
  /** At the end of `mail`. */
  during: (() => unknown) | undefined
  gate: Gate | undefined
}

export const user = (id: string, permissions: readonly string[] = []): User => ({
  id,
  isStaff: false,
  isSuperuser: false,
  permissions,
})

function declare(world: CachedWorld) {
  const run = (what: string): void => {
    world.ran.push(what)
    world.before?.()
  }
  const text = z.string()
  return {
    team_name: client({ context: Team, cache: 60, input: { team: text }, output: text }, ({ team }) => {
      run(`team_name ${team}`)
      return world.names.get(team) ?? 'nobody'
    }),
    team_page: client(
      { context: Team, cache: 60, input: { team: text, page: z.int().default(1) }, output: text },
      ({ team, page }) => `${world.names.get(team)} ${page}`,
    ),
    inbox_list: client({ context: Inbox, cache: 60, auth: true, output: text }, (_args, { user: reader }) => {
      run(`inbox_list ${reader?.id}`)
      return `${reader?.id}: ${world.names.get(reader?.id ?? '')} ${reader?.permissions.join(' ')}`
    }),
    wide_list: client(
      {
        context: Wide,
        cache: 60,
        input: { a: text, b: text, c: text, d: text, e: text.default('') },
        output: text,
      },
      ({ a, b }) => `${a}${b}`,
    ),
    plain_list: client({ context: Plain, output: text }, () => {
      run('plain_list')
      return 'plain'
    }),
    odd_list: client({ context: Odd, cache: 60, input: { how: text }, output: text }, ({ how }, request) => {
      run(`odd_list ${how}`)
      if (how === 'user') return String(request.user?.id)
      if (how === 'header') request.setHeader('X-Odd', 'yes')
      if (how === 'cookie') request.setCookie('odd', 'yes')
      if (how === 'fails') throw new Error('secret')
      return how
    }),
    odd_neighbour: client({ context: Odd, cache: 60, output: text }, () => 'steady'),
    slow_list: client({ context: Slow, cache: 60, output: text }, async () => {
      run('slow_list')
      await world.gate?.opened
      return 'slow'
    }),
    rename: client({ affects: Team, input: { team: text, name: text } }, ({ team, name }) => {
      if (name === 'refused') throw new RangeError('no such name')
      world.names.set(team, name)
      if (name === 'boom') throw new Error('half-way')
    }),
    rename_all: client(
      { affects: { context: Team, params: () => undefined }, input: { name: text } },
      ({ name }) => {
        for (const team of world.names.keys()) world.names.set(team, name)
      },
    ),
    rename_named: client(
      { affects: 'nothing', input: { team: text, name: text } },
      ({ team, name }, request) => {
        world.names.set(team, name)
        request.invalidate({ context: Team, params: { team } })
      },
    ),
    mail: client(
      { affects: { context: Inbox, hidden: true }, input: { to: text, name: text } },
      async ({ to, name }) => {
        world.names.set(to, name)
        await world.during?.()
      },
    ),
    tidy: client({ auth: true, affects: { context: Inbox, own: true } }, (_args, { user: reader }) => {
      world.names.set(reader?.id ?? '', 'tidy')
    }),
    touch_wide: client(
      { affects: { context: Wide, scope: ['b', 'd'] }, input: { b: text, d: text } },
      () => undefined,
    ),
  }
}

/** `read` answers what a reader sees of a context, `mark` only what the cache did. */
export function createWorld(options: AppOptions = {}, store: CacheStore = createMemoryStore()) {
  const world: CachedWorld = {
    names: new Map([['red', 'Ada']]),
    users: new Map([
      ['ada', user('ada')],
      ['bob', user('bob')],
    ]),
    ran: [],
    before: undefined,
    during: undefined,
    gate: undefined,
  }
  const declared = declare(world)
  const rename_page = client(
    { affects: declared.team_page, input: { team: z.string(), name: z.string() } },
    ({ team, name }) => {
      world.names.set(team, name)
    },
  )
  const app = createApp({
    modules: [{ ...declared, rename_page }],
    resolveUser: ({ headers }) => world.users.get(headers.get('x-user') ?? '') ?? null,
    secrets: { cache: 'a secret of the tests' },
    onError: () => undefined,
    cache: { store },
    ...options,
  })
  const read = async (context: string, query = '', headers: Record<string, string> = {}) => {
    const { status, headers: said, json } = await fetchContext(app, context, query, { headers })
    return { status, mark: said.get('x-mizan-cache'), json, headers: said }
  }
  const mark = async (...asked: Parameters<typeof read>) => (await read(...asked)).mark
  return { world, app, read, mark }
}
