/** What the compiler knows of hooks and providers. Never run: it compiles, and what is marked as wrong does not. */
import type { ClientError } from '@mizan/client'
import {
  createContextProvider,
  createMutationHook,
  createQueryHook,
  createSuspenseQueryHook,
  MizanProvider,
} from '@mizan/react'
import { expectTypeOf } from 'vitest'
import {
  directoryContext,
  type Profile,
  type RenameUserError,
  renameUserMutation,
  signOutMutation,
  userContext,
  userCountQuery,
  userProfileQuery,
} from './users-descriptors.ts'

const UserContext = createContextProvider(userContext)
const DirectoryContext = createContextProvider(directoryContext)
const useUserProfile = createQueryHook(userProfileQuery, UserContext)
const useUserCount = createQueryHook(userCountQuery, DirectoryContext)
const useSuspenseUserProfile = createSuspenseQueryHook(userProfileQuery, UserContext)
const useRenameUser = createMutationHook(renameUserMutation)
const useSignOut = createMutationHook(signOutMutation)

export function Providers() {
  return (
    <MizanProvider baseUrl="/api/mizan">
      <UserContext user_id={5} limit={10} keepPrevious>
        <DirectoryContext>text</DirectoryContext>
      </UserContext>
      {/* @ts-expect-error -- a required param is missing */}
      <UserContext />
      {/* @ts-expect-error -- a param of another type */}
      <UserContext user_id="5" />
      {/* @ts-expect-error -- no such param */}
      <DirectoryContext user_id={5} />
    </MizanProvider>
  )
}

export function Queries() {
  const profile = useUserProfile()
  expectTypeOf(profile.data).toEqualTypeOf<Profile | undefined>()
  expectTypeOf(profile.error).toEqualTypeOf<ClientError | undefined>()
  if (profile.isPending) {
    expectTypeOf(profile.data).toEqualTypeOf<undefined>()
  } else if (profile.error === undefined) {
    expectTypeOf(profile.data).toEqualTypeOf<Profile>()
  } else {
    expectTypeOf(profile.error).toEqualTypeOf<ClientError>()
  }
  expectTypeOf(useUserCount({}).data).toEqualTypeOf<number | undefined>()
  expectTypeOf(useSuspenseUserProfile({ user_id: 5 }).data).toEqualTypeOf<Profile>()
  // @ts-expect-error -- a param of another type
  useUserProfile({ user_id: '5' })
  // @ts-expect-error -- data may not be there yet
  return profile.data.name
}

export function Mutations() {
  const rename = useRenameUser()
  const signOut = useSignOut()
  expectTypeOf(rename.error).toEqualTypeOf<RenameUserError | undefined>()
  expectTypeOf(rename.data).toEqualTypeOf<Profile | undefined>()
  expectTypeOf(rename.mutate({ user_id: 5, name: 'Ada' })).toEqualTypeOf<Promise<Profile>>()
  expectTypeOf(signOut.mutate()).toEqualTypeOf<Promise<null>>()
  // @ts-expect-error -- arguments that are required
  void rename.mutate()
  // @ts-expect-error -- an argument is missing
  void rename.mutate({ user_id: 5 })
  // @ts-expect-error -- the event of a click is no argument
  const onClick: (event: MouseEvent) => unknown = signOut.mutate
  if (rename.error?.code === 'NAME_TAKEN')
    expectTypeOf(rename.error.details.suggestion).toEqualTypeOf<string>()
  return onClick
}
