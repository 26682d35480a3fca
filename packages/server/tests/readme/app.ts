/** The first block of README.md, with what it takes for granted. */
const names = new Map([[5, 'Ada']])
const db = {
  profile: (user_id: number) => ({ user_id, name: names.get(user_id) ?? '' }),
  isTaken: (name: string) => [...names.values()].includes(name),
  rename(user_id: number, name: string) {
    names.set(user_id, name)
    return { user_id, name }
  },
}
const ADA = { id: '5', isStaff: false, isSuperuser: false, permissions: [] }
const sessions = { userOf: (session: string | undefined) => (session === undefined ? null : ADA) }
process.env['CACHE_SECRET'] ??= 'a secret of the tests'

// README
import { client, createApp, ReactContext } from '@mizan/server'
import { z } from 'zod'

const UserContext = new ReactContext('user')
const Profile = z.object({ user_id: z.int(), name: z.string() })

export const user_profile = client(
  { context: UserContext, input: { user_id: z.int() }, output: Profile },
  ({ user_id }) => db.profile(user_id),
)

export const update_profile = client(
  {
    affects: UserContext, // every entry of this user becomes stale: the argument user_id fixes the param user_id
    auth: true,
    input: { user_id: z.int(), name: z.string() },
    output: Profile,
    errors: { NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) } },
  },
  ({ user_id, name }, call) => {
    if (db.isTaken(name)) throw call.error('NAME_TAKEN', { suggestion: `${name}2` })
    return db.rename(user_id, name)
  },
)

export const app = createApp({
  modules: [{ user_profile, update_profile }], // or: import * as users from './users.ts'
  resolveUser: ({ cookies }) => sessions.userOf(cookies.get('session')),
  secrets: { cache: process.env['CACHE_SECRET'] ?? '' }, // createApp refuses an empty one
})
// /README
