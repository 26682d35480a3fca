/** The edge in workerd, over each of its stores, before the fixture of each adapter: over real sockets. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../../../conformance/runner/start/run-command.ts'
import { type RunningServer, startServer } from '../../../../conformance/runner/start/server-process.ts'
import { readTargets } from '../../../../conformance/runner/start/target.ts'
import { statusOf } from '../support/edge-world.ts'
import { type StartedEdge, startEdge } from './start-edge.ts'

// Servers and workers in processes of their own: a busy machine starts them slowly.
vi.setConfig({ testTimeout: 30_000 })

const USER = '/api/mizan/ctx/user/?user_id=1'
/** As protocol/fixture/README.md lists them; a worker's bindings are JSON. */
const SECRETS = {
  cache: 'fixture-cache-secret',
  edge: 'fixture-edge-secret-of-this-year-0123',
  mwt: [
    { kid: 'm2', secret: 'fixture-mwt-secret-of-this-year-0123' },
    { kid: 'm1', secret: 'fixture-mwt-secret-of-last-year-0123' },
  ],
}
/** From the store, or from the fill that is being put into it. */
const GIVEN: unknown = expect.stringMatching(/^(hit|fwd=miss; collapsed)$/)
const STORES = ['memory', 'object and KV', 'object and cache'] as const

/** By the fixture's own hook, which trusts a header. */
async function mintToken(url: string, user: string): Promise<string> {
  const answer = await fetch(`${url}/api/mizan/session/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-fixture-user': user },
    body: '{}',
  })
  return ((await answer.json()) as { token: string }).token
}

describe.each(readTargets())('before $title', ({ folder, serve, commands }) => {
  let origin: RunningServer
  let manifest = ''
  beforeAll(async () => {
    origin = await startServer({ command: serve, folder, environment: {} })
    const printed = await runCommand({ command: commands['manifest'] ?? [], folder, environment: {} })
    manifest = printed.body.toString('utf8')
  }, 60_000)
  afterAll(() => origin.stop())

  describe.each(STORES)('over %s', (STORE) => {
    let edge: StartedEdge
    beforeAll(async () => {
      edge = await startEdge({ MANIFEST: manifest, ORIGIN: origin.url, SECRETS, STORE })
    }, 60_000)
    afterAll(() => edge.stop())
    const get = (path: string, headers: Record<string, string> = {}) => fetch(edge.url + path, { headers })
    const call = (fn: string, args: object, headers: Record<string, string> = {}) =>
      fetch(`${edge.url}/api/mizan/call/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-fixture-user': '3', ...headers },
        body: JSON.stringify({ fn, args }),
      })

    it('keeps a bundle until a mutation makes it stale', async () => {
      await fetch(`${origin.url}/fixture/reset`, { method: 'POST' })
      await call('refresh_page', { user_id: 1, limit: 20 })
      const first = await get(USER)
      const again = await get(`${USER}&evil=1`)
      expect([statusOf(first), statusOf(again)]).toEqual(['fwd=miss', GIVEN])
      const text = await again.text()
      expect(text).toBe(await first.text())
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
      const unmodified = await get(USER, { 'if-none-match': first.headers.get('etag') ?? '' })
      expect([unmodified.status, await unmodified.text()]).toEqual([304, ''])
      const renamed = await call('update_profile', { user_id: 1, name: `Ada ${STORE}` })
      expect([renamed.status, renamed.headers.get('x-mizan-invalidate')]).toEqual([200, 'user;user_id=1'])
      const fresh = await get(USER)
      expect([statusOf(fresh), await fresh.json()]).toMatchObject([
        'fwd=miss',
        { user_profile: { name: `Ada ${STORE}` } },
      ])
      expect(statusOf(await get(USER))).toEqual(GIVEN)
    })

    it('keeps a view until a mutation makes it stale, through the form of a page too', async () => {
      await call('refresh_page', { user_id: 1, limit: 20 })
      const pages = [await get('/profile/1/'), await get('/profile/%31/?evil=1')]
      expect(pages.map(statusOf)).toEqual(['fwd=miss', GIVEN])
      expect(await pages[1]?.text()).toBe('<h1>1</h1>')
      // Of another user, and with a param that the view does not have.
      await call('refresh_page', { user_id: 2, limit: 5 })
      expect(statusOf(await get('/profile/1/'))).toEqual(GIVEN)
      await call('refresh_page', { user_id: 1, limit: 5 })
      expect(statusOf(await get('/profile/1/'))).toBe('fwd=miss')
      const form = await fetch(`${edge.url}/profile/1/rename/`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'name=Ada',
      })
      expect([form.status, form.headers.get('x-mizan-invalidate')]).toEqual([303, 'user;user_id=1'])
      expect(statusOf(await get('/profile/1/'))).toBe('fwd=miss')
    })

    it('reads once for all who ask meanwhile', async () => {
      await call('refresh_page', { user_id: 1, limit: 20 })
      const answers = await Promise.all(Array.from({ length: 12 }, () => get(USER)))
      const texts = await Promise.all(answers.map((answer) => answer.text()))
      expect(new Set(texts).size).toBe(1)
      const misses = answers.map(statusOf).filter((status) => status === 'fwd=miss')
      expect(misses.length).toBeLessThanOrEqual(2)
    })

    it('gives nobody what was read for another', async () => {
      const greetings = await Promise.all(
        ['de', 'en', 'de'].map(async (language) => {
          return (await get('/api/mizan/ctx/greeting/', { 'accept-language': language })).json()
        }),
      )
      expect(greetings.map((one) => (one as { greeting_text: string }).greeting_text)).toEqual([
        'Hallo',
        'Hello',
        'Hallo',
      ])
      const themes = await Promise.all(
        ['1', '2'].map(async (user) =>
          (await get('/api/mizan/ctx/me/', { 'x-fixture-user': user })).headers.get('x-mizan-identity'),
        ),
      )
      expect(themes[0]).not.toBe(themes[1])
    })

    it('keeps for a known caller what the origin lets it keep, until a mutation of that caller', async () => {
      const tokens = await Promise.all(['1', '2'].map((user) => mintToken(origin.url, user)))
      const read = async (index: number) => {
        const answer = await get('/api/mizan/ctx/me/', { 'x-mizan-token': tokens[index] ?? '' })
        return [statusOf(answer), await answer.text(), answer.headers.get('x-mizan-identity')] as const
      }
      await fetch(`${origin.url}/fixture/reset`, { method: 'POST' })
      await call('sign_out', {}, { 'x-fixture-user': '' })
      const [first, other] = [await read(0), await read(1)]
      expect([first[0], other[0], (await read(0))[0]]).toEqual(['fwd=miss', 'fwd=miss', GIVEN])
      expect(first[2]).not.toBe(other[2])
      await call('save_theme', { theme: 'dark' }, { 'x-fixture-user': '', 'x-mizan-token': tokens[0] ?? '' })
      const [fresh, kept] = [await read(0), await read(1)]
      expect([fresh[0], kept[0]]).toEqual(['fwd=miss', GIVEN])
      expect(fresh[1]).toContain('dark')
      expect(kept[1]).toBe(other[1])
    })

    it('passes errors, large bodies and everything else on', async () => {
      expect((await get('/api/mizan/ctx/user/?user_id=x')).status).toBe(422)
      expect((await get('/api/mizan/ctx/user/?user_id=%ZZ')).status).toBe(400)
      expect((await get('/api/mizan/ctx/nothing/')).status).toBe(404)
      expect((await call('shout', { text: 'a'.repeat(50_000), times: 1 })).status).toBe(200)
      expect((await call('break_profile', { user_id: 1, how: 'exception' })).status).toBe(500)
    })
  })
})
