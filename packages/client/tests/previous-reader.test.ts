/** withPrevious: the page before stays on screen while the next one loads. */
import { expect, it } from 'vitest'
import { withPrevious } from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import { bundle, mount, showLoaded, userContext, userEntry } from './fixture.ts'

it('shows the entry before as stale until the next one has something, then lets it go', async () => {
  const world = createWorld({ collectAfterMs: 100 })
  const five = await showLoaded(world)
  const next = world.client.readContext(userContext, { user_id: 6 })
  const both = withPrevious(next, five.reader)
  const shown = mount(both)
  five.stop()
  await world.advance(1000)
  const kept = both.snapshot('user_profile')
  expect(kept).toMatchObject({ status: 'success', data: { user_id: 5 }, isStale: true, isFetching: true })
  expect(both.snapshot('user_profile')).toBe(kept)
  expect(both.isSame(next)).toBe(true)
  expect(next.isSame(both)).toBe(true)
  expect(both.isSame(five.reader)).toBe(false)
  const { renders } = shown
  await world.only().answer(bundle({ user_id: 6, name: 'Six' }), { headers: userEntry(6) })
  expect(shown.renders).toBeGreaterThan(renders)
  expect(shown.name()).toBe('Six')
  await world.advance(1000)
  expect(world.events.at(-1)).toMatchObject({ action: 'dropped', params: { user_id: '5' } })
})

it('does not show an error of the entry before', async () => {
  const world = createWorld()
  const five = mount(world.client.readContext(userContext, { user_id: 5 }))
  await settle()
  await world.only().answer({ error: { code: 'NOT_FOUND', message: 'x' } }, { status: 404 })
  const both = withPrevious(world.client.readContext(userContext, { user_id: 6 }), five.reader)
  expect(both.snapshot('user_profile').status).toBe('pending')
})
