/** What the compiler knows of the kernel's public API. Never run: it compiles, and what is marked as wrong does not. */
import type {
  Client,
  ClientError,
  ContextDescriptor,
  DeclaredError,
  MutationDescriptor,
  QueryDescriptor,
  QuerySnapshot,
  Reader,
} from '@mizan/client'
import { fetchQuery, isCallError, isProtocolError, isTransportError } from '@mizan/client'
import { expectTypeOf } from 'vitest'

interface Profile {
  user_id: number
  changed_at: Date
}

type RenameError = ClientError | DeclaredError<'NAME_TAKEN', { suggestion: string }> | DeclaredError<'LOCKED'>

declare const client: Client
declare const profileQuery: QueryDescriptor<{ user_id: number; limit?: number }, Profile>
declare const riskyQuery: QueryDescriptor<{ user_id: number }, Profile, RenameError>
declare const userContext: ContextDescriptor<{ user_id: number }>
declare const rename: MutationDescriptor<{ user_id: number; name: string }, Profile, RenameError>

export async function reads(): Promise<void> {
  expectTypeOf(await fetchQuery(client, profileQuery, { params: { user_id: 5 } })).toEqualTypeOf<Profile>()
  expectTypeOf(client.readQuery(profileQuery, { user_id: 5, limit: 2 })).toEqualTypeOf<
    Reader<Profile, ClientError>
  >()
  // @ts-expect-error -- a required param is missing
  await fetchQuery(client, profileQuery, { params: { limit: 2 } })
  // @ts-expect-error -- a param of another type
  await fetchQuery(client, profileQuery, { params: { user_id: '5' } })
  // @ts-expect-error -- no such param
  client.readQuery(profileQuery, { user_id: 5, colour: 'red' })
  // @ts-expect-error -- a mutation is not read
  await fetchQuery(client, rename, { params: { user_id: 5, name: 'Ada' } })
}

export function snapshots(): void {
  const reader = client.readContext(userContext, { user_id: 5 })
  const snapshot = reader.snapshot(profileQuery)
  expectTypeOf(snapshot).toEqualTypeOf<QuerySnapshot<Profile>>()
  expectTypeOf(snapshot.data).toEqualTypeOf<Profile | undefined>()
  expectTypeOf(reader.snapshot(riskyQuery).error).toEqualTypeOf<RenameError | undefined>()
  // @ts-expect-error -- data may not be there yet
  expectTypeOf(snapshot.data.changed_at).toEqualTypeOf<Date>()
  // @ts-expect-error -- a context takes its own params
  client.readContext(userContext, { team_id: 5 })
}

export async function mutations(): Promise<void> {
  expectTypeOf(await client.mutate(rename, { user_id: 5, name: 'Ada' })).toEqualTypeOf<Profile>()
  expectTypeOf(
    await client.mutate(rename, { user_id: 5, name: 'Ada' }, { signal: AbortSignal.abort() }),
  ).toEqualTypeOf<Profile>()
  // @ts-expect-error -- an argument is missing
  await client.mutate(rename, { user_id: 5 })
  // @ts-expect-error -- a query is not run as a mutation
  await client.mutate(profileQuery, { user_id: 5 })
}

/** A union of errors narrows by `code`, and a switch over it sees a code that is no member. */
export function errors(error: RenameError): string {
  switch (error.code) {
    case 'NAME_TAKEN':
      expectTypeOf(error.details).toEqualTypeOf<{ suggestion: string }>()
      return error.details.suggestion
    case 'LOCKED':
      expectTypeOf(error.details).toEqualTypeOf<undefined>()
      return error.message
    case 'RATE_LIMITED':
      expectTypeOf(error.retryAfterSeconds).toEqualTypeOf<number | undefined>()
      return error.message
    // @ts-expect-error -- no function of this union declares the code
    case 'NO_SUCH_CODE':
      return ''
    default:
      // @ts-expect-error -- it was told apart above
      return error.code === 'NAME_TAKEN' ? '' : error.message
  }
}

export function caught(error: unknown): void {
  if (isCallError(error)) expectTypeOf(error.status).toExtend<number | undefined>()
  if (isProtocolError(error) || isTransportError(error)) expectTypeOf(error.code).toExtend<string>()
  // @ts-expect-error -- nothing is known of an unknown error
  expectTypeOf(error.code).toExtend<string>()
}
