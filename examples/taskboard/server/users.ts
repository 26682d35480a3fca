/** People: their profiles and figures, one context entry a person, so that renaming one freshens that one. */
import { client, ReactContext } from '@mizan/server'
import { and, count, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { reader, writer } from './database.ts'
import { pageParams, toRange } from './paging.ts'
import { forbidden, notFound } from './refusals.ts'
import { comments, tasks, users } from './schema.ts'

export const UserContext = new ReactContext('user', { doc: 'One person.' })
export const PeopleContext = new ReactContext('people', { doc: 'Who works here.' })

export const Profile = z.object({
  user_id: z.int(),
  name: z.string(),
  handle: z.string(),
  title: z.string(),
  hue: z.int().describe('Degrees on the colour wheel, for the avatar.'),
  is_staff: z.boolean(),
  joined_at: z.date(),
})

export const UserStats = z.object({
  open_tasks: z.int(),
  done_tasks: z.int(),
  comments: z.int(),
  storage_bytes: z.bigint(),
})

export const PeoplePage = z.object({ user_ids: z.array(z.int()), total: z.int() })

export const user_profile = client(
  { context: UserContext, cache: 60, input: { user_id: z.int() }, output: Profile },
  ({ user_id }) => readProfile(user_id),
)

export const user_stats = client(
  { context: UserContext, cache: 60, input: { user_id: z.int() }, output: UserStats },
  ({ user_id }) => {
    const open = sql<number>`coalesce(sum(${tasks.status} <> 'done'), 0)`
    const done = sql<number>`coalesce(sum(${tasks.status} = 'done'), 0)`
    const figures = reader().select({ open, done }).from(tasks).where(eq(tasks.assigneeId, user_id)).get()
    const written = reader().select({ n: count() }).from(comments).where(eq(comments.authorId, user_id)).get()
    const stored = reader()
      .select({ bytes: users.storageBytes })
      .from(users)
      .where(eq(users.id, user_id))
      .get()
    if (stored === undefined) throw notFound('person', user_id)
    return {
      open_tasks: figures?.open ?? 0,
      done_tasks: figures?.done ?? 0,
      comments: written?.n ?? 0,
      storage_bytes: stored.bytes,
    }
  },
)

export const people_list = client(
  { context: PeopleContext, cache: 60, input: pageParams, output: PeoplePage, doc: 'Longest here first.' },
  (page) => {
    const { limit, offset } = toRange(page)
    const rows = reader()
      .select({ id: users.id })
      .from(users)
      .orderBy(users.joinedAt)
      .limit(limit)
      .offset(offset)
      .all()
    const total = reader().select({ n: count() }).from(users).get()?.n ?? 0
    return { user_ids: rows.map(({ id }) => id), total }
  },
)

export const update_profile = client(
  {
    auth: true,
    affects: UserContext,
    merge: UserContext,
    input: { user_id: z.int(), name: z.string().trim().min(1).max(80), title: z.string().trim().max(80) },
    output: Profile,
    errors: { NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) } },
    doc: 'Changes how a person is shown. Everybody may change their own profile, staff everybody’s.',
  },
  ({ user_id, name, title }, call) => {
    if (call.user?.id !== String(user_id) && call.user?.isStaff !== true)
      throw forbidden('change this profile')
    if (isTaken(name, user_id)) throw call.error('NAME_TAKEN', { suggestion: suggestName(name, user_id) })
    writer().update(users).set({ name, title }).where(eq(users.id, user_id)).run()
    return readProfile(user_id, writer())
  },
)

function readProfile(userId: number, connection = reader()): z.output<typeof Profile> {
  const row = connection.select().from(users).where(eq(users.id, userId)).get()
  if (row === undefined) throw notFound('person', userId)
  const { id, name, handle, title, hue, isStaff, joinedAt } = row
  return { user_id: id, name, handle, title, hue, is_staff: isStaff, joined_at: joinedAt }
}

function isTaken(name: string, exceptUserId: number): boolean {
  const same = and(eq(sql`lower(${users.name})`, name.toLowerCase()), ne(users.id, exceptUserId))
  return writer().select({ id: users.id }).from(users).where(same).get() !== undefined
}

function suggestName(name: string, userId: number): string {
  for (let number = 2; ; number += 1) {
    const suggestion = `${name.slice(0, 74)} ${number}`
    if (!isTaken(suggestion, userId)) return suggestion
  }
}
