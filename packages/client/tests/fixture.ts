/** Descriptors as the generator would write them: a context of a user, and one of notifications. */
import type { JsonObject } from '@mizan/protocol'
import {
  bringAnswer,
  type ClientError,
  type ContextDescriptor,
  type DeclaredError,
  deliverOnce,
  type MutationDescriptor,
  type QueryDescriptor,
  type Reader,
} from '../src/index.ts'
import type { AnswerOptions, World } from './fake-world.ts'
import { settle } from './fake-world.ts'

export interface Profile {
  readonly user_id: number
  readonly name: string
}

export interface UserParams {
  readonly user_id: number
  readonly limit?: number
}

type NameTaken = DeclaredError<'NAME_TAKEN', { readonly until: Date }>

export const profileQuery: QueryDescriptor<{ readonly user_id: number }, Profile> = {
  name: 'user_profile',
  context: 'user',
  schema: '0',
  params: { user_id: 'text' },
}

export const ordersQuery: QueryDescriptor<UserParams, readonly Date[]> = {
  name: 'user_orders',
  context: 'user',
  schema: '0',
  params: { limit: 'text', user_id: 'text' },
  decode: (wire) =>
    (wire as string[]).map((text) => {
      if (!/^\d{4}-/.test(text)) throw new Error('no date')
      return new Date(text)
    }),
}

export const userContext: ContextDescriptor<UserParams> = {
  name: 'user',
  schema: '0',
  params: { limit: 'text', user_id: 'text' },
  queries: { user_orders: ordersQuery, user_profile: profileQuery },
}

export const notesQuery: QueryDescriptor<{ readonly tags?: readonly string[] }, readonly string[]> = {
  name: 'notes',
  context: 'notifications',
  schema: '0',
  params: { tags: 'list' },
}

export const rename: MutationDescriptor<
  { readonly user_id: number; readonly name: string },
  Profile,
  ClientError | NameTaken
> = {
  name: 'update_profile',
  schema: '0',
  affects: ['user'],
  bring: bringAnswer,
  deliver: deliverOnce,
  decodeDetails: { NAME_TAKEN: (wire) => ({ until: new Date((wire as { until: string }).until) }) },
}

export const ADA: Profile = { user_id: 5, name: 'Ada' }
export const BOB: Profile = { user_id: 5, name: 'Bob' }
export const DAY = '2026-01-02T00:00:00Z'

/** Headers of a private bundle for a user. */
export function userEntry(userId = 5, limit: number | null = 20): Record<string, string> {
  const entry = limit === null ? `user;user_id=${userId}` : `user;limit=${limit};user_id=${userId}`
  return { 'X-Mizan-Entry': entry, 'X-Mizan-Identity': 'me.1' }
}

export function bundle(profile: Profile | JsonObject = ADA, days: readonly string[] = [DAY]): JsonObject {
  return { user_orders: days, user_profile: profile as unknown as JsonObject }
}

export interface Shown {
  readonly reader: Reader
  readonly stop: () => void
  renders: number
  readonly name: () => string | undefined
}

/** Mounts the whole bundle of a user. */
export function show(world: World, params: UserParams = { user_id: 5 }): Shown {
  const reader = world.client.readContext(userContext, params)
  return mount(reader)
}

/** Mounts the profile alone. */
export function showSlice(world: World, userId = 5): Shown {
  return mount(world.client.readQuery(profileQuery, { user_id: userId }))
}

export function mount(reader: Reader): Shown {
  const shown: Shown = {
    reader,
    stop: reader.subscribe(() => {
      shown.renders += 1
    }),
    renders: 0,
    name: () => (reader.snapshot('user_profile').data as Profile | undefined)?.name,
  }
  return shown
}

/** Mounts a user's bundle and answers its read. */
export async function showLoaded(world: World, userId = 5, options: AnswerOptions = {}): Promise<Shown> {
  const shown = show(world, { user_id: userId })
  await settle()
  await world
    .only()
    .answer(bundle({ user_id: userId, name: 'Ada' }), { headers: userEntry(userId), ...options })
  return shown
}

/** Starts the mutation and hands out its promise, whose rejection is looked at later. */
export function startRename(world: World, name = 'Bob', userId = 5): Promise<Profile> {
  const done = world.client.mutate(rename, { user_id: userId, name })
  done.catch(() => undefined)
  return done
}

export const USER_5: JsonObject = { context: 'user', params: { user_id: 5 } }
