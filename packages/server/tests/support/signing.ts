/** A small app of people who sign in: by cookie, by MWT, by access JWT, or by the app's own hook. */
import {
  type AppOptions,
  client,
  createApp,
  createMemorySessionStore,
  type ErrorReport,
  type IssuedTokens,
  ReactContext,
  type User,
} from '@mizan/server'
import { z } from 'zod'
import { type Answered, ask, call } from './ask.ts'

export const SECRETS = {
  cache: 'a cache secret of the tests',
  session: 'a session secret of the tests, long enough',
  mwt: 'an MWT secret of the tests, which is long enough',
  jwt: 'a JWT secret of the tests, which is long enough',
}

const HomeContext = new ReactContext('home')
const NewsContext = new ReactContext('news')
const Tokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.int() })
const login = { login: true, affects: HomeContext, input: { user: z.string() } } as const

const SIGNING = {
  home_page: client(
    { context: HomeContext, auth: true, output: z.string() },
    (_args, { user }) => `home of ${user?.id}`,
  ),
  news_page: client({ context: NewsContext, output: z.string() }, () => 'news'),
  sign_in: client(login, ({ user }, run) => run.signIn(user)),
  sign_out: client({ affects: HomeContext }, (_args, run) => run.signOut()),
  obtain: client({ ...login, output: Tokens }, ({ user }, run) => run.issueTokens(user)),
  renew: client(
    { login: true, affects: 'nothing', input: { token: z.string() }, output: Tokens },
    ({ token }, run) => run.refreshTokens(token),
  ),
  touch: client({ auth: true, affects: 'nothing', output: z.string() }, (_args, run) => run.user?.id ?? '-'),
  curate: client({ auth: 'perm:curate', affects: 'nothing' }, () => undefined),
  manage: client({ auth: 'staff', affects: 'nothing' }, () => undefined),
  touch_fresh: client({ auth: true, fresh: true, affects: 'nothing' }, () => undefined),
}

export interface Signing {
  readonly app: ReturnType<typeof createApp>
  readonly reports: ErrorReport[]
  readonly time: { nowMs: number }
  /** By id: what `loadUser` knows. */
  readonly users: Map<string, User>
  /** Ids that `loadUser` was asked for. */
  readonly loads: string[]
}

export function person(id: string, rights: Partial<User> = {}): User {
  return { id, isStaff: false, isSuperuser: false, permissions: [], ...rights }
}

/** The hook reads the header `x-user` or the cookie `user`. */
export function createSigning(options: Partial<AppOptions> = {}, extra: object = {}): Signing {
  const time = { nowMs: Date.UTC(2026, 0, 1) }
  const reports: ErrorReport[] = []
  const loads: string[] = []
  const users = new Map(
    [person('ada'), person('eve', { permissions: ['curate'] }), person('sam', { isStaff: true })].map(
      (user) => [user.id, user],
    ),
  )
  const app = createApp({
    modules: [SIGNING, extra],
    resolveUser: ({ headers, cookies }) =>
      users.get(headers.get('x-user') ?? cookies.get('user') ?? '') ?? null,
    loadUser(id) {
      loads.push(id)
      return users.get(id) ?? null
    },
    sessions: { store: createMemorySessionStore({ now: () => time.nowMs }) },
    secrets: SECRETS,
    clock: {
      after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs)
        return () => clearTimeout(timer)
      },
      unixMs: () => time.nowMs,
    },
    onError: (report) => reports.push(report),
    ...options,
  })
  return { app, reports, time, users, loads }
}

export interface Browser {
  /** By name. */
  readonly cookies: Map<string, string>
  headers(): Record<string, string>
}

/** Keeps the cookies of answers, and sends them with the CSRF token, as a page of the app does. */
export function toBrowser(answered: Answered, before = new Map<string, string>()): Browser {
  const cookies = new Map(before)
  for (const text of answered.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    if (/max-age=0/i.test(text)) cookies.delete(name)
    else cookies.set(name, value)
  }
  const headers = (): Record<string, string> => ({
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    'x-csrftoken': cookies.get('mizan_csrf') ?? '',
  })
  return { cookies, headers }
}

export async function signIn({ app }: Signing, user: string): Promise<Browser> {
  return toBrowser(await call(app, 'sign_in', { user }))
}

export async function mint({ app }: Signing, browser: Browser): Promise<string> {
  const answered = await ask(app, 'POST', '/api/mizan/session/token/', { headers: browser.headers() })
  return (answered.json as { token: string }).token
}

export async function obtain({ app }: Signing, user: string): Promise<IssuedTokens> {
  const { json } = await call(app, 'obtain', { user })
  return (json as { result: IssuedTokens }).result
}
