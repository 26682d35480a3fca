/** The block of README.md about identity, with what it takes for granted. */
const ADA = { id: '5', isStaff: false, isSuperuser: false, permissions: [] }
const directory = {
  check: (name: string, password: string) => (name === 'Ada' && password === 'secret' ? ADA : undefined),
  find: (id: string) => (id === ADA.id ? ADA : null),
}
const secretOf = (purpose: string) => `${purpose} secret of the tests, which is long enough`

// README
import { CallError, client, createApp, createMemorySessionStore } from '@mizan/server'
import { z } from 'zod'

export const sign_in = client(
  { login: true, affects: 'nothing', input: { name: z.string(), password: z.string() } },
  async ({ name, password }, call) => {
    const user = directory.check(name, password)
    if (user === undefined) throw new CallError('FORBIDDEN', 'the name or the password is wrong')
    await call.signIn(user.id)
  },
)

export const app = createApp({
  modules: [{ sign_in }],
  loadUser: (id) => directory.find(id),
  sessions: { store: createMemorySessionStore() },
  secrets: {
    cache: secretOf('CACHE'),
    session: secretOf('SESSION'),
    mwt: secretOf('MWT'),
    jwt: secretOf('JWT'),
  },
})
// /README
