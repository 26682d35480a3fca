/** Why did this refetch? Every read has its reason. */
import { expect, it, test } from 'vitest'
import { clientEvents } from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import {
  BOB,
  bundle,
  mount,
  notesQuery,
  show,
  showLoaded,
  startRename,
  USER_5,
  userEntry,
} from './fixture.ts'

function lastRead(world: World): unknown[] {
  const event = world.events.findLast(({ kind }) => kind === 'read')
  return event?.kind === 'read' ? [event.reason, event.cause, event.mutation] : []
}

test('each read carries its cause', async () => {
  const world = createWorld({ staleAfterMs: 5000 })
  const shown = show(world)
  await settle()
  expect(lastRead(world)).toEqual(['mount', undefined, undefined])
  await world.only().fail()
  await world.advance(500)
  expect(lastRead(world)).toEqual(['retry', undefined, undefined])
  await world.only().answer(bundle(), { headers: userEntry() })
  const answerRead = () => world.only().answer(bundle(), { headers: userEntry() })
  void shown.reader.refetch()
  await settle()
  expect(lastRead(world)[0]).toBe('refetch')
  await answerRead()
  world.client.invalidate('user')
  await settle()
  expect(lastRead(world)[0]).toBe('invalidate')
  await answerRead()
  await world.advance(5000)
  await world.focus()
  expect(lastRead(world)[0]).toBe('focus')
  await answerRead()
  await world.advance(5000)
  await world.setOnline(true)
  expect(lastRead(world)[0]).toBe('online')
  await answerRead()
  void startRename(world)
  await world
    .only()
    .answer(
      { result: BOB as never, invalidate: [USER_5] },
      { headers: { 'X-Mizan-Identity': 'me.1', 'X-Mizan-Cause': 'c1' } },
    )
  await settle()
  expect(lastRead(world)).toEqual(['mutation', 'c1', 1])
  await answerRead()
  void startRename(world)
  await world
    .only()
    .answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
  await settle()
  expect(lastRead(world)).toEqual(['identity', undefined, 2])
})

it('a reader with an interval reads that often, while it is subscribed and nothing else is under way', async () => {
  const world = createWorld()
  const reader = world.client.readQuery(notesQuery, {})
  const stop = reader.subscribe(() => {}, { intervalMs: 1000 })
  await settle()
  const answer = () => world.only().answer({ notes: [] }, { headers: { 'X-Mizan-Entry': 'notifications' } })
  await answer()
  await world.advance(999)
  expect(world.open()).toHaveLength(0)
  await world.advance(1)
  expect(lastRead(world)[0]).toBe('interval')
  await world.advance(1000)
  await answer()
  await world.advance(1000)
  await answer()
  stop()
  await world.advance(5000)
  expect([world.open().length, world.requests.length]).toEqual([0, 3])
})

it('who listens to some kinds hears those alone', async () => {
  const world = createWorld()
  const kinds = new Set<string>()
  clientEvents(world.client).subscribe(({ kind }) => kinds.add(kind), ['identity', 'mutation'])
  await showLoaded(world)
  mount(world.client.readQuery(notesQuery, {}))
  void startRename(world)
  expect([...kinds]).toEqual(['identity', 'mutation'])
})
