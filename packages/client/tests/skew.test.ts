/** A page and a server of different versions. */
import { expect, it, test } from 'vitest'
import { skew } from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import { ADA, BOB, bundle, show, showSlice, startRename, userEntry } from './fixture.ts'

const NEW = { ...userEntry(), 'X-Mizan-Schema': 'new' }

test('next.js #75541: a page of the old build asks once past every cache, says what changed, and goes on', async () => {
  const world = createWorld({ plugins: [skew()] })
  const shown = show(world)
  await settle()
  await world.only().answer(bundle(), { headers: NEW })
  await world.advance(0)
  expect(world.only().cache).toBe('no-cache')
  await world.only().answer(bundle(), { headers: NEW })
  expect(shown.reader.snapshot('user_profile').data).toEqual(ADA)
  const told = () => world.events.filter(({ kind }) => kind === 'skew')
  expect(told()).toEqual([{ kind: 'skew', name: 'user', expected: '0', received: 'new' }])
  void shown.reader.refetch()
  await settle()
  await world.only().answer(bundle(BOB), { headers: NEW })
  expect(shown.name()).toBe('Bob')
  expect([told().length, world.open().length]).toEqual([1, 0])
})

it('compares a query read by itself with the fingerprint of its context', async () => {
  const world = createWorld({ plugins: [skew()] })
  const shown = showSlice(world)
  await settle()
  for (let each = 0; each < 2; each += 1) {
    await world.only().answer({ user_profile: ADA as never }, { headers: NEW })
    await world.advance(0)
  }
  expect(shown.name()).toBe('Ada')
  expect(world.events.filter(({ kind }) => kind === 'skew')).toHaveLength(1)
})

it('is silent when the second answer is of this version', async () => {
  const world = createWorld({ plugins: [skew()] })
  const shown = show(world)
  await settle()
  await world.only().answer(bundle(), { headers: NEW })
  await world.advance(0)
  await world.only().answer(bundle(BOB), { headers: { ...userEntry(), 'X-Mizan-Schema': '0' } })
  expect(shown.name()).toBe('Bob')
  expect(world.events.some(({ kind }) => kind === 'skew')).toBe(false)
})

it('a call that then fails validation is SKEW, and is sent once', async () => {
  const world = createWorld({ plugins: [skew()] })
  const error = { code: 'VALIDATION_FAILED', message: 'no', details: { fields: {} } }
  const renamed = startRename(world)
  await world.only().answer({ error }, { status: 422, headers: { 'X-Mizan-Schema': 'new' } })
  await expect(renamed).rejects.toMatchObject({ code: 'SKEW', status: 422 })
  expect(world.events.find(({ kind }) => kind === 'skew')).toMatchObject({ name: 'update_profile' })
  const same = startRename(world)
  await world.only().answer({ error }, { status: 422, headers: { 'X-Mizan-Schema': '0' } })
  await expect(same).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
})
