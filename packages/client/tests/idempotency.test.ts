/** Lost answers of mutations: asked for again by their key, and never without one. */
import { expect, it, test } from 'vitest'
import { createWorld, settle, type World } from './fake-world.ts'
import { BOB, showLoaded, startRename, USER_5, userEntry } from './fixture.ts'

const ME = { 'X-Mizan-Identity': 'me.1' }
const done = { result: BOB as never, invalidate: [USER_5] }

function worldWithIds(options: Parameters<typeof createWorld>[0] = {}): World {
  let ids = 0
  const world = createWorld(options)
  Object.assign(world.environment, { createId: () => `key-${(ids += 1)}` })
  return world
}

const calls = (world: World) => world.open().filter(({ method }) => method === 'POST')

test('a lost answer is asked for again with the same key, and is told once', async () => {
  const world = worldWithIds()
  await showLoaded(world)
  const renamed = startRename(world)
  const first = world.only()
  expect(first.headers['Idempotency-Key']).toBe('key-1')
  await first.fail()
  await world.advance(500)
  const [second] = calls(world)
  expect(second?.headers['Idempotency-Key']).toBe('key-1')
  expect(second?.body).toEqual(first.body)
  await second?.answer('', { status: 503 })
  await world.advance(1000)
  await calls(world)[0]?.answer(
    { error: { code: 'CONFLICT', message: '', details: { retryable: true } } },
    { status: 409, headers: ME },
  )
  await world.advance(2000)
  await calls(world)[0]?.answer(done, { headers: ME })
  await expect(renamed).resolves.toEqual(BOB)
  const told = world.events.filter(({ kind }) => kind === 'mutation')
  expect(told.map((event) => event.kind === 'mutation' && event.status)).toEqual(['started', 'succeeded'])
})

it('sends no key that no server would keep', async () => {
  const world = worldWithIds()
  void startRename(world)
  expect(world.only().headers).not.toHaveProperty('Idempotency-Key')
})

it('is not asked for again: anonymous, unknown, another user since, a refusal, a time-out, without a key', async () => {
  const cases: [name: string, prepare: (world: World) => unknown, lose: (world: World) => unknown][] = [
    ['unknown', () => undefined, (world) => calls(world)[0]?.fail()],
    [
      'anonymous',
      (world) => showLoaded(world, 5, { headers: { ...userEntry(), 'X-Mizan-Identity': '-' } }),
      (world) => calls(world)[0]?.fail(),
    ],
    ['INTERNAL', (world) => showLoaded(world), (world) => calls(world)[0]?.answer('', { status: 500 })],
    [
      'another CONFLICT',
      (world) => showLoaded(world),
      (world) =>
        calls(world)[0]?.answer(
          { error: { code: 'CONFLICT', message: '', details: { retryable: false } } },
          { status: 409, headers: ME },
        ),
    ],
    ['time-out', (world) => showLoaded(world), (world) => world.advance(40_000)],
  ]
  for (const [name, prepare, lose] of cases) {
    const world = worldWithIds()
    await prepare(world)
    const renamed = startRename(world)
    await lose(world)
    await expect(renamed, name).rejects.toBeDefined()
  }
  const off = worldWithIds({ idempotency: false })
  await showLoaded(off)
  const renamed = startRename(off)
  expect(off.only().headers['Idempotency-Key']).toBeUndefined()
  await off.only().fail()
  await expect(renamed).rejects.toMatchObject({ code: 'CONNECTION' })
})

it('gives up after the attempts that reads have, and when another user is there', async () => {
  const world = worldWithIds({ retry: { attempts: 2 } })
  await showLoaded(world)
  const renamed = startRename(world)
  for (let each = 0; each < 3; each += 1) {
    await calls(world)[0]?.fail()
    await world.advance(2000)
  }
  await expect(renamed).rejects.toMatchObject({ code: 'CONNECTION' })
  await settle()
  const other = worldWithIds()
  const shown = await showLoaded(other)
  const second = startRename(other)
  await calls(other)[0]?.fail()
  void shown.reader.refetch()
  await settle()
  await other.only().answer({}, { headers: { ...userEntry(), 'X-Mizan-Identity': 'you.1' } })
  await other.advance(500)
  await expect(second).rejects.toMatchObject({ code: 'CONNECTION' })
})
