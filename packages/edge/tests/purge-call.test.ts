/** Signed purge calls: which are obeyed, which refused, and what is purged when nobody can tell (SPEC.md, EDGE-6, EDGE-7). */
import { keyId } from '@mizan/protocol'
import { describe, expect, it } from 'vitest'
import { createWorld, EDGE_SECRET, purgeCall, statusOf } from './support/edge-world.ts'

const USER = '/api/mizan/ctx/user/?user_id=1'

describe('purge calls', () => {
  const kid = keyId(EDGE_SECRET)

  it('are obeyed, and harmless when they come twice', async () => {
    const world = createWorld()
    const call = purgeCall(['user;user_id=1', 'me;_mizan_own=0123456789abcdef'], { kid })
    await world.get(USER)
    expect((await world.edge.fetch(call.clone())).status).toBe(204)
    expect(statusOf(await world.get(USER))).toBe('fwd=miss')
    expect((await world.edge.fetch(call)).status).toBe(204)
    expect(world.edge.counters().purgeCalls).toBe(2)
  })

  it.each<[string, () => Request, number]>([
    [
      'no signature',
      () => new Request('https://edge.test/_mizan/purge', { method: 'POST', body: '{"targets":[]}' }),
      401,
    ],
    ['another secret', () => purgeCall(['user'], { kid, secret: 'x'.repeat(32) }), 401],
    ['an unknown kid', () => purgeCall(['user'], { kid: 'gone' }), 401],
    ['an old signature', () => purgeCall(['user'], { kid, nowMs: Date.now() - 301_000 }), 401],
    ['one of the future', () => purgeCall(['user'], { kid, nowMs: Date.now() + 301_000 }), 401],
    [
      'another body',
      () => new Request(purgeCall(['user'], { kid }), { method: 'POST', body: '{"targets":["me"]}' }),
      401,
    ],
    ['another method', () => new Request('https://edge.test/_mizan/purge'), 405],
    ['a body over 64 kB', () => purgeCall([], { kid, body: ' '.repeat(65_537) }), 413],
  ])('are refused with %s', async (_, make, status) => {
    const world = createWorld()
    await world.get(USER)
    const answer = await world.edge.fetch(make())
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-mizan-protocol')).toBe('1')
    expect(Object.keys((await answer.json()) as object)).toEqual(['error'])
    expect(statusOf(await world.get(USER))).toBe('hit')
  })

  it.each(['', '[]', '{}', '{"targets":"user"}', '{"targets":[5]}', '{"targets":["user;"]}', '\u00ff'])(
    'that are verified and not understood purge everything: %j',
    async (body) => {
      const world = createWorld()
      await world.get(USER)
      expect((await world.edge.fetch(purgeCall([], { kid, body }))).status).toBe(204)
      expect(statusOf(await world.get(USER))).toBe('fwd=miss')
    },
  )

  it('never reach the origin, and are taken by nobody without a secret', async () => {
    const world = createWorld({ secrets: { cache: 'fixture-cache-secret' } })
    expect((await world.edge.fetch(purgeCall(['user'], { kid }))).status).toBe(403)
    expect(world.asked()).toEqual([])
  })
})
