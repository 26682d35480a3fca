/** View paths of public contexts: kept under what the origin says of them, dropped by the targets of their context. */
import { describe, expect, it } from 'vitest'
import { createWorld, statusOf } from './support/edge-world.ts'

const PAGE = '/profile/1/'

describe('view paths', () => {
  it('are kept, with the headers of their own and without a mark of the protocol’s cache', async () => {
    const world = createWorld()
    const [first, again] = [await world.get(PAGE), await world.get(PAGE)]
    expect([statusOf(first), statusOf(again)]).toEqual(['fwd=miss', 'hit'])
    expect([await again.text(), again.headers.get('content-type')]).toEqual([
      '<h1>1</h1>',
      first.headers.get('content-type'),
    ])
    expect(again.headers.get('x-mizan-entry')).toBe('user;user_id=1')
    expect(world.asked()).toEqual(['GET /profile/1/'])
  })

  it.each([
    ['user', 'fwd=miss'],
    ['user;user_id=1', 'fwd=miss'],
    // `limit` is no param of the view: it is not looked at.
    ['user;limit=5', 'fwd=miss'],
    ['user;limit=5;user_id=1', 'fwd=miss'],
    ['user;limit=5;user_id=2', 'hit'],
    ['user.user_orders;user_id=1', 'fwd=miss'],
    ['user;user_id=2', 'hit'],
    ['me', 'hit'],
  ])('and dropped by the targets that match what they declare: %s', async (header, status) => {
    const world = createWorld()
    await world.get(PAGE)
    world.answer = () => new Response(null, { status: 204, headers: { 'x-mizan-invalidate': header } })
    await world.edge.fetch(new Request('https://edge.test/admin/', { method: 'POST' }))
    world.answer = undefined
    expect(statusOf(await world.get(PAGE))).toBe(status)
  })

  it('are dropped by cache groups, which do not name them', async () => {
    const world = createWorld()
    await world.get(PAGE)
    const headers = { 'cache-group-invalidation': `"${'0'.repeat(32)}"` }
    world.answer = () => new Response(null, { headers })
    await world.edge.fetch(new Request('https://edge.test/admin/', { method: 'POST' }))
    world.answer = undefined
    expect(statusOf(await world.get(PAGE))).toBe('fwd=miss')
  })

  it.each<[string, Record<string, string>]>([
    ['no entry', {}],
    ['another entry', { 'x-mizan-entry': 'user;user_id=2' }],
    ['private', { 'x-mizan-entry': 'user;user_id=1', 'cache-control': 'private, no-store' }],
    ['Vary', { 'x-mizan-entry': 'user;user_id=1', vary: 'Accept-Language' }],
    ['an identity', { 'x-mizan-entry': 'user;user_id=1', 'x-mizan-identity': '-' }],
  ])('are not kept where their answer has %s', async (_, headers) => {
    const world = createWorld()
    world.answer = () => new Response('<p>', { headers: { 'content-type': 'text/html', ...headers } })
    await world.get(PAGE)
    world.nowMs += 6000
    expect(statusOf(await world.get(PAGE))).not.toBe('hit')
  })
})
