/** What is known of a mutation before it ran: marks, dropped reads, order. */
import { expect, it, test } from 'vitest'
import { beginInOrder, bringAnswer, type MutationDescriptor } from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import {
  BOB,
  bundle,
  mount,
  notesQuery,
  type Profile,
  rename,
  showLoaded,
  USER_5,
  userEntry,
} from './fixture.ts'

const ME = { 'X-Mizan-Identity': 'me.1' }
const scoped: typeof rename = {
  ...rename,
  begin: beginInOrder,
  effects: [{ context: 'user', scope: ['user_id'] }],
}
const upload: MutationDescriptor<{ readonly user_id: number }, Profile> = {
  name: 'upload_photo',
  schema: '0',
  affects: ['user'],
  begin: beginInOrder,
  bring: bringAnswer,
  effects: [{ context: 'user', function: 'user_profile', scope: ['user_id'] }],
}
const done = { result: BOB as never, invalidate: [USER_5] }

function start(
  world: World,
  mutation: typeof upload | typeof scoped,
  args: { user_id: number; name?: string },
): void {
  const { name = '', user_id } = args
  world.client.mutate(mutation as typeof scoped, { user_id, name }).catch(() => undefined)
}

it('marks what it will change while it runs, and nothing else', async () => {
  const world = createWorld()
  const five = await showLoaded(world, 5)
  const six = await showLoaded(world, 6)
  const rendersOfSix = six.renders
  start(world, upload, { user_id: 5 })
  const flags = () => [five, six].map(({ reader }) => reader.snapshot('user_profile').isMutating)
  expect(flags()).toEqual([true, false])
  expect(five.reader.snapshot('user_orders').isMutating).toBe(false)
  expect(five.reader.entrySnapshot().isMutating).toBe(true)
  expect(world.only().body?.mounted).toEqual([{ context: 'user', params: { user_id: 5 } }])
  await world.only().answer({ error: { code: 'CONFLICT', message: '' } }, { status: 409, headers: ME })
  expect(flags()).toEqual([false, false])
  expect(six.renders).toBe(rendersOfSix)
})

test('redux-toolkit #4794: a long upload holds up nothing unrelated', async () => {
  const world = createWorld()
  await showLoaded(world, 5)
  const six = await showLoaded(world, 6)
  start(world, upload, { user_id: 5 })
  const other = world.client.mutate(scoped, { user_id: 6, name: 'x' })
  expect(world.open()).toHaveLength(2)
  await world
    .open()[1]
    ?.answer(
      { result: BOB as never, invalidate: [{ context: 'user', params: { user_id: 6 } }] },
      { headers: ME },
    )
  await other
  await world.open()[1]?.answer(bundle({ user_id: 6, name: 'Bob' }), { headers: userEntry(6) })
  expect(six.name()).toBe('Bob')
  expect(world.only().url).toBe('/api/call/')
})

test('next.js #69265: mutations of one scope keep their order, others and reads run in parallel', async () => {
  const world = createWorld()
  const shown = await showLoaded(world, 5)
  const names: string[] = []
  for (const name of ['a', 'b']) {
    void world.client.mutate(scoped, { user_id: 5, name }).then(
      () => names.push(name),
      () => names.push('!'),
    )
  }
  start(world, scoped, { user_id: 6, name: 'c' })
  mount(world.client.readQuery(notesQuery, {}))
  await settle()
  const sent = () => world.open().map(({ body, url }) => (body?.args as { name?: string })?.name ?? url)
  expect(sent()).toEqual(['a', 'c', '/api/ctx/notifications/?_mizan_fn=notes'])
  await world.open()[0]?.answer({ error: { code: 'CONFLICT', message: '' } }, { status: 409, headers: ME })
  expect(sent()).toContain('b')
  const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB) }]
  await world
    .open()
    .at(-1)
    ?.answer({ ...done, refresh }, { headers: ME })
  expect(names).toEqual(['!', 'b'])
  expect(shown.name()).toBe('Bob')
})

it('a mutation that is aborted before its turn is never sent', async () => {
  const world = createWorld()
  await showLoaded(world, 5)
  start(world, scoped, { user_id: 5, name: 'a' })
  const controller = new AbortController()
  const second = world.client.mutate(scoped, { user_id: 5, name: 'b' }, { signal: controller.signal })
  controller.abort()
  await expect(second).rejects.toMatchObject({ code: 'ABORTED' })
  await world.only().answer(done, { headers: ME })
  expect(world.requests.filter(({ url }) => url === '/api/call/')).toHaveLength(1)
})

it('drops the read that its answer would void, and reads again when it is over, or a second later', async () => {
  const world = createWorld()
  const shown = await showLoaded(world, 5)
  world.client.invalidate('user')
  await settle()
  const doomed = world.only()
  start(world, scoped, { user_id: 5, name: 'a' })
  expect(doomed.isAborted).toBe(true)
  const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB) }]
  await world.only().answer({ ...done, refresh }, { headers: ME })
  expect([world.open().length, shown.name()]).toEqual([0, 'Bob'])

  world.client.invalidate('user')
  await settle()
  start(world, scoped, { user_id: 5, name: 'b' })
  await world.only().answer({ error: { code: 'CONFLICT', message: '' } }, { status: 409, headers: ME })
  await world.only().answer(bundle(), { headers: userEntry() })
  expect(shown.name()).toBe('Ada')

  world.client.invalidate('user')
  await settle()
  start(world, scoped, { user_id: 5, name: 'c' })
  expect(world.open()).toHaveLength(1)
  await world.advance(1000)
  expect(world.open().map(({ method }) => method)).toEqual(['POST', 'GET'])
})

it('drops no first read and none that somebody waits for', async () => {
  const world = createWorld()
  const shown = await showLoaded(world, 5)
  void shown.reader.refetch()
  await settle()
  start(world, scoped, { user_id: 5, name: 'a' })
  expect(world.open().map(({ method }) => method)).toEqual(['GET', 'POST'])
})
