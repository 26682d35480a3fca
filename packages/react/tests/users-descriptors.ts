/** What the generator prints for the backend of these tests. */
import {
  bringAnswer,
  type ClientError,
  type ContextDescriptor,
  type DeclaredError,
  type MutationDescriptor,
  type QueryDescriptor,
} from '@mizan/client'

export interface Profile {
  user_id: number
  name: string
}

export interface Order {
  id: number
  title: string
}

export interface UserParams {
  user_id: number
  limit?: number
}

export type RenameUserError = ClientError | DeclaredError<'NAME_TAKEN', { suggestion: string }>

const schema = '0000000000000000'

export const userProfileQuery: QueryDescriptor<{ user_id: number }, Profile> = {
  name: 'user_profile',
  context: 'user',
  schema,
  params: { user_id: 'text' },
}

export const userOrdersQuery: QueryDescriptor<UserParams, Order[]> = {
  name: 'user_orders',
  context: 'user',
  schema,
  params: { limit: 'text', user_id: 'text' },
}

export const userContext: ContextDescriptor<UserParams> = {
  name: 'user',
  schema,
  params: { limit: 'text', user_id: 'text' },
  queries: { user_orders: userOrdersQuery, user_profile: userProfileQuery },
}

export const userCountQuery: QueryDescriptor<Record<never, never>, number> = {
  name: 'user_count',
  context: 'directory',
  schema,
  params: {},
}

export const directoryContext: ContextDescriptor<Record<never, never>> = {
  name: 'directory',
  schema,
  params: {},
  queries: { user_count: userCountQuery },
}

export const renameUserMutation: MutationDescriptor<Profile, Profile, RenameUserError> = {
  name: 'rename_user',
  schema,
  affects: ['user'],
  bring: bringAnswer,
}

export const signInMutation: MutationDescriptor<{ user_id: number }, { user_id: number }> = {
  name: 'sign_in',
  schema,
  affects: [],
}

export const signOutMutation: MutationDescriptor<Record<never, never>, null> = {
  name: 'sign_out',
  schema,
  affects: [],
}
