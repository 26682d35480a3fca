/** What one target signs, every other one takes: MWTs and access JWTs between servers of different languages (SPEC.md, ID-11, ID-15, ID-19). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from './start/server-process.ts'
import { readTargets } from './start/target.ts'

interface Issued {
  readonly mwt: string
  readonly jwt: string
}

interface Posted {
  readonly path: string
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const USERS = ['1', '2', '3', '4']
const targets = readTargets().filter(({ claims }) => claims.includes('mwt') && claims.includes('jwt'))
const pairs = targets.flatMap((from) => targets.map((to) => [from.name, to.name] as const))
const servers = new Map<string, RunningServer>()

beforeAll(async () => {
  await Promise.all(
    targets.map(async ({ name, folder, serve }) => {
      servers.set(name, await startServer({ command: serve, folder, environment: {} }))
    }),
  )
}, 60_000)

afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.stop()))
})

test('there are targets of two languages', () => {
  expect(targets.map(({ name }) => name)).toEqual(expect.arrayContaining(['typescript', 'fastapi', 'django']))
})

test.each(pairs)('what %s signs, %s takes, as the same user with the same rights', async (from, to) => {
  for (const user of USERS) {
    const { mwt, jwt } = await issue(from, user)
    const own = await call(from, { 'X-Mizan-Token': mwt })
    expect(own).toMatchObject({
      status: 200,
      identity: expect.stringMatching(/^[0-9a-f]{16}\.[0-9a-f]{16}$/),
    })
    expect(await call(to, { 'X-Mizan-Token': mwt })).toEqual(own)
    expect(await call(to, { Authorization: `Bearer ${jwt}` })).toEqual(own)
    const forged = { 'X-Mizan-Token': turnCharacter(mwt, mwt.length - 5) }
    expect(await call(to, forged)).toEqual({ status: 401, identity: null })
    expect(await call(to, { Authorization: `Bearer ${mwt}` })).toEqual({ status: 401, identity: null })
  }
})

/** Another text for sure: a fixed one would be the right one now and then. */
function turnCharacter(text: string, at: number): string {
  return text.slice(0, at) + (text.charAt(at) === 'A' ? 'B' : 'A') + text.slice(at + 1)
}

/** An access JWT of a new session, and the MWT that it brings. */
async function issue(target: string, user: string): Promise<Issued> {
  const login = await post(target, { path: 'call/', body: { fn: 'obtain_tokens', args: { user } } })
  const { result } = (await login.json()) as { result: { access_token: string } }
  const jwt = result.access_token
  const minted = await post(target, {
    path: 'session/token/',
    body: {},
    headers: { Authorization: `Bearer ${jwt}` },
  })
  const { token } = (await minted.json()) as { token: string }
  return { mwt: token, jwt }
}

async function call(target: string, headers: Readonly<Record<string, string>>) {
  const answer = await post(target, {
    path: 'call/',
    body: { fn: 'save_theme', args: { theme: 'dark' } },
    headers,
  })
  return { status: answer.status, identity: answer.headers.get('x-mizan-identity') }
}

function post(target: string, { path, body, headers = {} }: Posted): Promise<Response> {
  return fetch(`${servers.get(target)?.url}/api/mizan/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
