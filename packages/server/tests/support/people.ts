/** A small app of people, teams and a private inbox: what most tests ask. */
import {
  type AppOptions,
  type Call,
  client,
  createApp,
  type ErrorReport,
  type InvalidationEvent,
  ReactContext,
  type User,
} from '@mizan/server'
import { z } from 'zod'

export const UserContext = new ReactContext('user')
export const TeamContext = new ReactContext('team')
export const InboxContext = new ReactContext('inbox')

export const Profile = z.object({ user_id: z.int(), name: z.string() }).meta({ id: 'Profile' })

const names = new Map<number, string>()
let runs: string[] = []

export const user_profile = client(
  { context: UserContext, input: { user_id: z.int() }, output: Profile },
  ({ user_id }) => {
    runs.push(`user_profile ${user_id}`)
    return { user_id, name: names.get(user_id) ?? 'Ada' }
  },
)

export const user_orders = client(
  {
    context: UserContext,
    input: { user_id: z.int(), limit: z.int().min(1).max(100).default(20) },
    output: z.array(z.string()),
  },
  ({ user_id, limit }) => {
    runs.push(`user_orders ${user_id}`)
    if (user_id === 13) throw new Error('the secret of order 13')
    return [`${user_id}:${limit}`]
  },
)

export const team_members = client(
  { context: TeamContext, input: { team: z.string().trim().toLowerCase() }, output: z.array(z.string()) },
  ({ team }) => [team, ...names.values()],
)

export const inbox_messages = client(
  { context: InboxContext, auth: true, output: z.array(z.string()) },
  (_args, call: Call) => [`for ${call.user?.id}`],
)

export const inbox_count = client({ context: InboxContext, output: z.int() }, () => 7)

export const update_profile = client(
  {
    affects: UserContext,
    merge: UserContext,
    input: { user_id: z.int(), name: z.string() },
    output: Profile,
    errors: { NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) } },
  },
  ({ user_id, name }, call) => {
    runs.push(`update_profile ${user_id}`)
    if (name === 'taken') throw call.error('NAME_TAKEN', { suggestion: `${name}2` })
    if (name === 'boom') throw new Error('the secret of update_profile')
    names.set(user_id, name)
    return { user_id, name }
  },
)

export const PEOPLE = {
  user_profile,
  user_orders,
  team_members,
  inbox_messages,
  inbox_count,
  update_profile,
}

export interface People {
  readonly app: ReturnType<typeof createApp>
  readonly reports: ErrorReport[]
  readonly purges: InvalidationEvent[]
  /** What ran, in order. */
  ran(): readonly string[]
}

export const USERS: Readonly<Record<string, User>> = {
  ada: { id: 'ada', isStaff: false, isSuperuser: false, permissions: [] },
  eve: { id: 'eve', isStaff: false, isSuperuser: false, permissions: ['wear_hats'] },
  sam: { id: 'sam', isStaff: true, isSuperuser: false, permissions: [] },
  root: { id: 'root', isStaff: false, isSuperuser: true, permissions: [] },
}

/** Users sign in with the header `x-user` or the cookie `user`; further functions come as `extra`. */
export function createPeople(extra: object = {}, options: AppOptions = {}): People {
  names.clear()
  runs = []
  const reports: ErrorReport[] = []
  const purges: InvalidationEvent[] = []
  const app = createApp({
    modules: [PEOPLE, extra],
    resolveUser: ({ headers, cookies }) => USERS[headers.get('x-user') ?? cookies.get('user') ?? ''] ?? null,
    secrets: { cache: 'a secret of the tests' },
    onError: (report) => reports.push(report),
    ...options,
  })
  app.onInvalidate((event) => purges.push(event))
  return { app, reports, purges, ran: () => runs }
}
