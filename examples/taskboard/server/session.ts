/** Who is looking: the current person, and switching to another one of the demo's people. */
import { client, ReactContext } from '@mizan/server'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { reader } from './database.ts'
import { notFound } from './refusals.ts'
import { users } from './schema.ts'
import { WorkContext } from './work.ts'

export const SessionContext = new ReactContext('session', { doc: 'The reader.' })

export const CurrentUser = z.object({ user_id: z.int(), is_staff: z.boolean() })

export const current_user = client(
  {
    context: SessionContext,
    // Guests may ask too. The guard says that the answer is about the reader, so nobody shares it.
    auth: () => true,
    output: CurrentUser.nullable(),
    doc: 'Null for a guest.',
  },
  (_, call) => (call.user === null ? null : { user_id: Number(call.user.id), is_staff: call.user.isStaff }),
)

export const sign_in = client(
  {
    login: true,
    // The answer brings the new person's desk along.
    affects: [SessionContext, WorkContext],
    input: { user_id: z.int() },
    doc: 'Become one of the demo’s people. There are no passwords here: every one of them is open to whoever runs the demo.',
  },
  async ({ user_id }, call) => {
    const known = reader().select({ id: users.id }).from(users).where(eq(users.id, user_id)).get()
    if (known === undefined) throw notFound('person', user_id)
    await call.signIn(String(user_id))
  },
)

export const sign_out = client({ affects: SessionContext }, (_, call) => call.signOut())
