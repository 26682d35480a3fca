/** Bundles that arrive line by line. */
import { expect, it, test } from 'vitest'
import { streaming } from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import { ADA, bundle, DAY, profileQuery, show, startRename, USER_5, userEntry } from './fixture.ts'

interface Stream {
  line(value: unknown): Promise<void>
  text(text: string): Promise<void>
  end(): Promise<void>
  cut(): Promise<void>
}

/** Answers the next read of the world with a stream in the test's hand. */
function streamNext(
  world: World,
  headers: Record<string, string> = userEntry(),
): { stream: Stream; asked: RequestInit[] } {
  const { fetch } = world.environment
  const asked: RequestInit[] = []
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
    },
  })
  world.environment.fetch = (_, init) => {
    asked.push(init)
    world.environment.fetch = fetch
    return Promise.resolve(
      new Response(body, {
        headers: { 'Content-Type': 'application/x-ndjson', 'X-Mizan-Protocol': '1', ...headers },
      }),
    )
  }
  const text = (part: string) => {
    controller?.enqueue(new TextEncoder().encode(part))
    return settle()
  }
  return {
    asked,
    stream: {
      text,
      line: (value) => text(`${JSON.stringify(value)}\n`),
      end() {
        controller?.close()
        return settle()
      },
      cut() {
        controller?.error(new TypeError('terminated'))
        return settle()
      },
    },
  }
}

const PROFILE = { fn: 'user_profile', result: ADA }
const ORDERS = { fn: 'user_orders', result: [DAY] }

test('trpc #3914: a slow query does not hold back the others of its bundle', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const { asked, stream } = streamNext(world)
  const shown = show(world)
  await settle()
  expect(asked[0]?.headers).toMatchObject({ Accept: expect.stringContaining('application/x-ndjson') })
  const line = JSON.stringify(PROFILE)
  await stream.text(line.slice(0, 9))
  await stream.text(`${line.slice(9)}\n`)
  expect(shown.name()).toBe('Ada')
  expect(shown.reader.snapshot('user_orders').status).toBe('pending')
  await stream.line(ORDERS)
  await stream.line({ done: true })
  await stream.end()
  expect(shown.reader.entrySnapshot()).toMatchObject({ status: 'success', isFetching: false, isStale: false })
  expect(world.requests).toHaveLength(0)
  expect(world.events.filter((event) => event.kind === 'entry').map(({ action }) => action)).toEqual([
    'fetched',
  ])
})

it('keeps what came as stale when the end is missing, and the rest has the error', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const { stream } = streamNext(world)
  const shown = show(world)
  await settle()
  await stream.line(PROFILE)
  await stream.end()
  expect(shown.reader.snapshot('user_profile')).toMatchObject({ data: ADA, isStale: true, isFetching: false })
  expect(shown.reader.snapshot('user_orders').error).toMatchObject({ code: 'PROTOCOL' })
})

it('is read again when the connection broke, with what came on screen', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const { stream } = streamNext(world)
  const shown = show(world)
  await settle()
  await stream.line(PROFILE)
  await stream.cut()
  expect(shown.reader.snapshot('user_profile')).toMatchObject({ data: ADA, isStale: true, isFetching: true })
  await world.advance(500)
  await world.only().answer(bundle({ user_id: 5, name: 'Grace' }), { headers: userEntry() })
  expect(shown.name()).toBe('Grace')
  expect(shown.reader.entrySnapshot().status).toBe('success')
})

it('a failing query leaves its neighbours alone, and all that fail are told', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const { stream } = streamNext(world)
  const shown = show(world)
  await settle()
  await stream.line({ fn: 'user_orders', error: { code: 'INTERNAL', message: 'x' } })
  await stream.line(PROFILE)
  await stream.line({ done: true })
  await stream.end()
  expect(shown.name()).toBe('Ada')
  expect(shown.reader.snapshot('user_orders').error).toMatchObject({ code: 'INTERNAL' })
})

it('redux-toolkit #2444: lines of a read that a mutation overtook do not bring the old value back', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const shown = show(world)
  await settle()
  await world.only().answer(bundle({ user_id: 5, name: 'First' }), { headers: userEntry() })
  const { stream } = streamNext(world)
  world.client.invalidate('user')
  await settle()
  void startRename(world)
  const value = { user_id: 5, name: 'Bob' }
  await world
    .only()
    .answer(
      { result: value, invalidate: [USER_5], merge: [{ ...USER_5, function: 'user_profile', value }] },
      { headers: { 'X-Mizan-Identity': 'me.1' } },
    )
  await stream.line(PROFILE)
  expect(shown.name()).toBe('Bob')
  await stream.line(ORDERS)
  await stream.line({ done: true })
  await stream.end()
  expect(shown.name()).toBe('Bob')
})

it('takes the entry from the first line when its name is too long for a header, and JSON as ever', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const { stream } = streamNext(world, { 'X-Mizan-Identity': 'me.1' })
  const shown = show(world)
  await settle()
  await stream.line({ entry: 'user;limit=20;user_id=5' })
  await stream.line(PROFILE)
  expect(shown.name()).toBe('Ada')
  await stream.line(ORDERS)
  await stream.line({ done: true })
  await stream.end()
  const same = show(world, { user_id: 5, limit: 20 })
  await settle()
  await world.only().answer(bundle({ user_id: 5, name: 'Grace' }), { headers: userEntry() })
  expect([same.name(), shown.name()]).toEqual(['Grace', 'Grace'])
})

it('asks for JSON where an ETag is held', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const shown = show(world)
  await settle()
  await world.only().answer(bundle(), { headers: { ...userEntry(), ETag: '"1"' } })
  void shown.reader.refetch()
  await settle()
  expect(world.only().headers).toEqual({ 'If-None-Match': '"1"' })
  expect(shown.reader.snapshot(profileQuery).data).toEqual(ADA)
})
