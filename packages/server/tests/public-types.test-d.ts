/** What the compiler knows of the server's public API. Never run: it compiles, and what is marked as wrong does not. */
import { type App, type CallError, client, createApp, ReactContext, type User } from '@mizan/server'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

declare module '@mizan/server' {
  interface User {
    /** An app says what else it knows of its users. */
    readonly nickname?: string
  }
}

const UserContext = new ReactContext('user')
const Profile = z.object({ user_id: z.int(), changed_at: z.date(), role: z.string().default('member') })

const userProfile = client(
  {
    context: UserContext,
    cache: 60,
    input: { user_id: z.int(), since: z.date().optional() },
    output: Profile,
  },
  ({ user_id, since }, call) => {
    expectTypeOf(user_id).toEqualTypeOf<number>()
    expectTypeOf(since).toEqualTypeOf<Date | undefined>()
    expectTypeOf(call.user).toEqualTypeOf<User | null>()
    expectTypeOf(call.user?.nickname).toEqualTypeOf<string | undefined>()
    expectTypeOf(call.signal).toEqualTypeOf<AbortSignal>()
    // @ts-expect-error -- no code is declared
    call.error('NAME_TAKEN', { suggestion: '' })
    return { user_id, changed_at: new Date() }
  },
)

const rename = client(
  {
    affects: [
      UserContext,
      userProfile,
      { context: UserContext, own: true, params: ({ user_id }) => ({ user_id }) },
    ],
    input: { user_id: z.int(), name: z.string().default('Ada') },
    errors: {
      NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) },
      LOCKED: { status: 423 },
    },
  },
  ({ name }, call) => {
    expectTypeOf(name).toEqualTypeOf<string>()
    expectTypeOf(call.error('NAME_TAKEN', { suggestion: 'x' })).toEqualTypeOf<CallError>()
    call.error('LOCKED', undefined)
    // @ts-expect-error -- details are missing
    call.error('NAME_TAKEN', {})
    // @ts-expect-error -- details of a code without any
    call.error('LOCKED', { until: 5 })
    return null
  },
)

export function wrongDeclarations(): void {
  // @ts-expect-error -- the name of a context is no target
  client({ affects: 'user' }, () => null)
  // @ts-expect-error -- an entry has no such member
  client({ affects: { context: UserContext, colour: 'red' } }, () => null)
  // @ts-expect-error -- a function that was never declared is no target
  client({ affects: () => null }, () => null)
  // @ts-expect-error -- nor in a list
  client({ affects: [UserContext, ({ user_id }: { user_id: number }) => ({ user_id })] }, () => null)
  // @ts-expect-error -- merge names contexts, not functions
  client({ merge: userProfile, output: Profile }, () => ({ user_id: 5, changed_at: new Date() }))
  // @ts-expect-error -- the context of a query is no text
  client({ context: 'user' }, () => null)
  // @ts-expect-error -- the result lacks a member of the output
  client({ context: UserContext, output: Profile }, () => ({ user_id: 5 }))
  // @ts-expect-error -- no such guard
  client({ context: UserContext, auth: 'admin' }, () => null)
  // @ts-expect-error -- an argument's schema is no type
  client({ affects: 'nothing', input: { user_id: Number } }, () => null)
}

class Teams {
  @client({ context: UserContext, output: z.int() })
  size(): number {
    return 5
  }
}

/** The compiler does not know which methods stand under a decorator. */
export const resize = client({ affects: { function: Teams.prototype.size } }, () => null)

export async function calls(app: App): Promise<void> {
  const caller = app.caller(null)
  expectTypeOf(await caller.call(userProfile, { user_id: 5 })).toExtend<{
    user_id: number
    changed_at: Date
  }>()
  await caller.call(rename, { user_id: 5 })
  // @ts-expect-error -- an argument is missing
  await caller.call(rename, { name: 'Ada' })
  // @ts-expect-error -- an argument of another type
  await caller.call(userProfile, { user_id: '5' })
}

export function apps(): void {
  expectTypeOf(createApp({ modules: [{ rename, userProfile }] })).toEqualTypeOf<App>()
  // @ts-expect-error -- no such option
  createApp({ module: { rename } })
  // @ts-expect-error -- a user has an id and rights
  createApp({ modules: [], resolveUser: () => ({ name: 'Ada' }) })
}
