/** Values shown before the answer: over newer server values, several at once, taken back exactly, replaced without a flicker. */
import { expect, expectTypeOf, it, test } from 'vitest'
import { optimistic } from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import {
  BOB,
  bundle,
  notesQuery,
  type Profile,
  profileQuery,
  rename,
  showLoaded,
  USER_5,
  userEntry,
} from './fixture.ts'

const ME = { 'X-Mizan-Identity': 'me.1' }

/** Appends the name, so that the order of layers can be seen. */
const append = optimistic<{ readonly user_id: number; readonly name: string }>((view, { user_id, name }) =>
  view.update(profileQuery, { user_id }, (old) => ({ ...old, name: `${old.name}+${name}` })),
)

function run(world: World, name: string): Promise<Profile> {
  const done = world.client.mutate(rename, { user_id: 5, name }, { optimistic: append })
  done.catch(() => undefined)
  return done
}

it('shows the value at once, in every entry that it matches, and in no other', async () => {
  const world = createWorld()
  const five = await showLoaded(world, 5)
  const six = await showLoaded(world, 6)
  void run(world, 'x')
  expect([five.name(), six.name()]).toEqual(['Ada+x', 'Ada'])
  expect(five.renders).toBeGreaterThan(1)
  const before = five.reader.snapshot('user_profile')
  expect(five.reader.snapshot('user_profile')).toBe(before)
})

it('is taken back exactly when the server refuses', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  const before = shown.reader.snapshot('user_profile').data
  const done = run(world, 'x')
  await world.only().answer({ error: { code: 'FORBIDDEN', message: 'no' } }, { status: 403, headers: ME })
  await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(shown.reader.snapshot('user_profile').data).toBe(before)
})

test('apollo-client #3691: several in flight, answered out of order, each taken back alone', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  void run(world, 'x')
  void run(world, 'y')
  void run(world, 'z')
  expect(shown.name()).toBe('Ada+x+y+z')
  const [x, y, z] = world.open()
  await y?.answer({ error: { code: 'CONFLICT', message: 'no' } }, { status: 409, headers: ME })
  expect(shown.name()).toBe('Ada+x+z')
  await z?.answer(
    {
      result: BOB as never,
      invalidate: [USER_5],
      merge: [{ ...USER_5, function: 'user_profile', value: { user_id: 5, name: 'Ada+z' } }],
    },
    { headers: ME },
  )
  expect(shown.name()).toBe('Ada+z+x')
  await x?.answer({ error: { code: 'CONFLICT', message: 'no' } }, { status: 409, headers: ME })
  expect(shown.name()).toBe('Ada+z')
})

test('convex-svelte #25: is made again over a newer value of the server', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  void run(world, 'x')
  const [call] = world.open()
  void shown.reader.refetch()
  await settle()
  await world.open()[1]?.answer(bundle({ user_id: 5, name: 'Grace' }), { headers: userEntry() })
  expect(shown.name()).toBe('Grace+x')
  await call?.answer({ error: { code: 'CONFLICT', message: 'no' } }, { status: 409, headers: ME })
  expect(shown.name()).toBe('Grace')
})

it('stays between the answer and the read that covers it, so nothing flickers', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  const names = new Set<string | undefined>()
  shown.reader.subscribe(() => names.add(shown.name()))
  const done = run(world, 'x')
  await world.only().answer({ result: BOB as never, invalidate: [USER_5] }, { headers: ME })
  await done
  expect(shown.name()).toBe('Ada+x')
  await world.only().answer(bundle({ user_id: 5, name: 'Ada+x' }), { headers: userEntry() })
  expect(shown.name()).toBe('Ada+x')
  expect([...names]).toEqual(['Ada+x'])
})

it('is gone with an answer that did not touch the entry, and stays through a read that began before', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  void run(world, 'x')
  await world.only().answer({ result: BOB as never, invalidate: [] }, { headers: ME })
  expect(shown.name()).toBe('Ada')
  void run(world, 'y')
  const call = world.only()
  void shown.reader.refetch()
  await settle()
  const early = world.open()[1]
  await call.answer({ result: BOB as never, invalidate: [USER_5] }, { headers: ME })
  await early?.answer(bundle(), { headers: userEntry() })
  expect(shown.name()).toBe('Ada+y')
  await world.only().answer(bundle({ user_id: 5, name: 'Ada and y' }), { headers: userEntry() })
  expect(shown.name()).toBe('Ada and y')
})

it('a lost answer: stays until the read after it tells', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  void run(world, 'x')
  await world.only().fail()
  expect(shown.name()).toBe('Ada+x')
  await world.only().answer(bundle(), { headers: userEntry() })
  expect(shown.name()).toBe('Ada')
})

it('forgets the ETag, leaves what other users see, and takes no foreign context', async () => {
  const world = createWorld()
  const shown = await showLoaded(world, 5, { headers: { ...userEntry(), ETag: '"1"' } })
  void run(world, 'x')
  void shown.reader.refetch()
  await settle()
  expect(world.open()[1]?.headers['If-None-Match']).toBeUndefined()
  await world
    .open()[0]
    ?.answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
  expect(shown.name()).toBeUndefined()
  const foreign = optimistic<{ readonly user_id: number; readonly name: string }>((view) =>
    view.update(notesQuery, {}, (old) => old),
  )
  const never = world.client.mutate(rename, { user_id: 5, name: 'x' }, { optimistic: foreign })
  await expect(never).rejects.toThrow('does not affect "notifications"')
})

it('a change that throws is told before anything is sent, and leaves nothing', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  const broken = optimistic<{ readonly user_id: number; readonly name: string }>((view, { user_id }) =>
    view.update(profileQuery, { user_id }, () => {
      throw new Error('a bug of the page')
    }),
  )
  const never = world.client.mutate(rename, { user_id: 5, name: 'x' }, { optimistic: broken })
  await expect(never).rejects.toThrow('a bug of the page')
  expect(world.open()).toHaveLength(0)
  expect(shown.name()).toBe('Ada')
})

it('takes the types of the mutation and of the query', () => {
  const { client } = createWorld()
  void (() =>
    client.mutate(
      rename,
      { user_id: 5, name: 'x' },
      {
        optimistic: optimistic((view, args) => {
          expectTypeOf(args.name).toEqualTypeOf<string>()
          view.update(profileQuery, { user_id: args.user_id }, (old) => {
            expectTypeOf(old).toEqualTypeOf<Profile>()
            return old
          })
          // @ts-expect-error not what the query answers
          view.update(profileQuery, {}, () => 5)
        }),
      },
    ))
})
