/** What an origin cache tells the kernel: other inputs, and replicas that lag (SPEC.md, CACHE-5, CACHE-18). */
import { expect, it } from 'vitest'
import {
  type ContextDescriptor,
  followCache,
  followVary,
  hydration,
  type QueryDescriptor,
  streaming,
} from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import { ADA, bundle, mount, notesQuery, type Shown, show, userContext, userEntry } from './fixture.ts'

interface Price {
  readonly amount: string
}

const priceQuery: QueryDescriptor<{ readonly product: string }, Price> = {
  name: 'price_of',
  context: 'prices',
  schema: '0',
  params: { product: 'text' },
  follow: followVary,
}
const pricesContext: ContextDescriptor<{ readonly product: string }> = {
  name: 'prices',
  schema: '0',
  params: { product: 'text' },
  queries: { price_of: priceQuery },
  follow: followVary,
}
const textsQuery: QueryDescriptor<Record<never, never>, string> = {
  name: 'texts',
  context: 'texts',
  schema: '0',
  params: {},
  follow: followVary,
}
const cachedContext = { ...userContext, follow: followCache }

const headersOf = (product: string, vary: string): Record<string, string> => ({
  'X-Mizan-Entry': `prices;product=${product}`,
  'X-Mizan-Vary': vary,
})

async function showPrice(world: World, product: string, vary: string): Promise<Shown> {
  const shown = mount(world.client.readContext(pricesContext, { product }))
  await settle()
  await world.only().answer({ price_of: { amount: vary } }, { headers: headersOf(product, vary) })
  return shown
}

const amount = ({ reader }: Shown): string | undefined =>
  (reader.snapshot('price_of').data as Price | undefined)?.amount

it('other inputs take what such contexts showed from the screen, and nothing else', async () => {
  const world = createWorld()
  const [tea, mate] = [await showPrice(world, 'tea', 'eur'), await showPrice(world, 'mate', 'eur')]
  const texts = mount(world.client.readQuery(textsQuery, {}))
  const notes = mount(world.client.readQuery(notesQuery, {}))
  await settle()
  const [text, note] = world.open()
  await text?.answer({ texts: 'guten Tag' }, { headers: { 'X-Mizan-Entry': 'texts', 'X-Mizan-Vary': 'de' } })
  await note?.answer({ notes: ['a'] }, { headers: { 'X-Mizan-Entry': 'notifications' } })
  void tea.reader.refetch()
  await settle()
  await world.only().answer({ price_of: { amount: 'usd' } }, { headers: headersOf('tea', 'usd') })
  expect(amount(tea)).toBe('usd')
  expect(mate.reader.snapshot('price_of').status).toBe('pending')
  expect(texts.reader.snapshot().status).toBe('pending')
  expect(notes.reader.snapshot().data).toEqual(['a'])
  expect(world.open().map(({ url }) => url)).toEqual([
    '/api/ctx/prices/?product=mate',
    '/api/ctx/texts/?_mizan_fn=texts',
  ])
  expect(world.events.findLast(({ kind }) => kind === 'read')).toMatchObject({ reason: 'vary' })
  const [price, words] = world.open()
  await price?.answer({ price_of: { amount: 'usd' } }, { headers: headersOf('mate', 'usd') })
  await words?.answer({ texts: 'hello' }, { headers: { 'X-Mizan-Entry': 'texts', 'X-Mizan-Vary': 'en' } })
  expect([amount(mate), texts.reader.snapshot().data]).toEqual(['usd', 'hello'])
  expect(world.open()).toHaveLength(0)
})

it('what nobody shows is forgotten', async () => {
  const world = createWorld()
  const mate = await showPrice(world, 'mate', 'eur')
  mate.stop()
  await showPrice(world, 'tea', 'usd')
  const again = world.client.readContext(pricesContext, { product: 'mate' })
  expect(again.snapshot('price_of').status).toBe('pending')
})

it('an answer that was asked for before the change is not shown, and asked for again', async () => {
  const world = createWorld()
  const tea = await showPrice(world, 'tea', 'eur')
  const slow = mount(world.client.readQuery(textsQuery, {}))
  await settle()
  const early = world.only()
  void tea.reader.refetch()
  await settle()
  await world.open()[1]?.answer({ price_of: { amount: 'usd' } }, { headers: headersOf('tea', 'usd') })
  expect(early.isAborted).toBe(true)
  await world
    .only()
    .answer({ texts: 'hello' }, { headers: { 'X-Mizan-Entry': 'texts', 'X-Mizan-Vary': 'en' } })
  expect(slow.reader.snapshot().data).toBe('hello')
})

it('a 304 says it too, and an answer without the header says nothing', async () => {
  const world = createWorld()
  const tea = await showPrice(world, 'tea', 'eur')
  void tea.reader.refetch()
  await settle()
  await world
    .only()
    .answer(
      { price_of: { amount: 'none' } },
      { headers: { 'X-Mizan-Entry': 'prices;product=tea', ETag: '"1"' } },
    )
  expect(amount(tea)).toBe('none')
  const mate = await showPrice(world, 'mate', 'eur')
  void tea.reader.refetch()
  await settle()
  await world.only().answer('', { status: 304, headers: headersOf('tea', 'usd') })
  expect(amount(tea)).toBe('none')
  expect(mate.reader.snapshot('price_of').status).toBe('pending')
})

it('what a server rendered with other inputs is asked for again', async () => {
  const first = createWorld()
  await showPrice(first, 'tea', 'eur')
  const state = {
    version: 2,
    entries: ['tea', 'mate'].map((product) => ({
      context: 'prices',
      asked: [{ query: `/ctx/prices/?product=${product}`, params: { product } }],
      params: [`product=${product}`],
      isPrivate: false,
      slices: { price_of: { amount: 'eur' } },
    })),
  } as const
  const world = createWorld({ plugins: [hydration(state)] })
  const tea = mount(world.client.readContext(pricesContext, { product: 'tea' }))
  for (const vary of ['eur', 'usd']) {
    void tea.reader.refetch()
    await settle()
    await world.only().answer({ price_of: { amount: vary } }, { headers: headersOf('tea', vary) })
  }
  const mate = mount(world.client.readContext(pricesContext, { product: 'mate' }))
  expect(mate.reader.snapshot('price_of').status).toBe('pending')
})

it('a streamed bundle says it with its head', async () => {
  const world = createWorld({ plugins: [streaming()] })
  const mate = await showPrice(world, 'mate', 'eur')
  mount(world.client.readContext(pricesContext, { product: 'tea' }))
  await settle()
  const lines = '{"fn":"price_of","result":{"amount":"usd"}}\n{"done":true}\n'
  await world
    .only()
    .answer(lines, { headers: { ...headersOf('tea', 'usd'), 'Content-Type': 'application/x-ndjson' } })
  expect(mate.reader.snapshot('price_of').status).toBe('pending')
})

it('a streamed bundle is read once more, not once for each of its parts', async () => {
  const world = createWorld({ plugins: [streaming()] })
  mount(world.client.readContext(cachedContext, { user_id: 5 }))
  await settle()
  const lines = Object.entries(bundle()).map(([fn, result]) => JSON.stringify({ fn, result }))
  const headers = { ...userEntry(), 'Content-Type': 'application/x-ndjson', 'X-Mizan-Settle': '400' }
  const timers = world.timers()
  await world.only().answer([...lines, '{"done":true}'].join('\n'), { headers })
  expect(world.timers() - timers).toBe(0)
  await world.advance(400)
  expect(world.open()).toHaveLength(1)
})

it('what a lagging replica said is read once more, after the time that it names', async () => {
  const world = createWorld()
  const shown = mount(world.client.readContext(cachedContext, { user_id: 5 }))
  await settle()
  await world
    .only()
    .answer(bundle({ ...ADA, name: 'old' }), { headers: { ...userEntry(), 'X-Mizan-Settle': '400' } })
  expect(shown.name()).toBe('old')
  await world.advance(399)
  expect(world.open()).toHaveLength(0)
  await world.advance(1)
  expect(world.only()).toMatchObject({ url: '/api/ctx/user/?user_id=5', cache: 'no-cache' })
  expect(world.events.findLast(({ kind }) => kind === 'read')).toMatchObject({ reason: 'settle' })
  await world.only().answer(bundle(), { headers: userEntry() })
  expect(shown.reader.snapshot('user_profile')).toMatchObject({ data: ADA, isStale: false })
  await world.advance(10_000)
  expect(world.open()).toHaveLength(0)
})

it('what nobody shows then is read by its next reader', async () => {
  const world = createWorld()
  const shown = mount(world.client.readContext(cachedContext, { user_id: 5 }))
  await settle()
  await world.only().answer(bundle(), { headers: { ...userEntry(), 'X-Mizan-Settle': '400' } })
  shown.stop()
  await world.advance(400)
  expect(world.open()).toHaveLength(0)
  mount(world.client.readContext(cachedContext, { user_id: 5 }))
  await settle()
  expect(world.open()).toHaveLength(1)
})

it.each(['', '-1', '1.5', 'soon', '1e3', '99999999999'])(
  'a time that is none (%j) is no time',
  async (text) => {
    const world = createWorld()
    mount(world.client.readContext(cachedContext, { user_id: 5 }))
    await settle()
    const timers = world.timers()
    await world.only().answer(bundle(), { headers: { ...userEntry(), 'X-Mizan-Settle': text } })
    expect(world.timers()).toBeLessThan(timers + 1)
  },
)

it('a context without it looks at neither', async () => {
  const world = createWorld()
  show(world)
  await settle()
  await world
    .only()
    .answer(bundle(), { headers: { ...userEntry(), 'X-Mizan-Settle': '400', 'X-Mizan-Vary': 'x' } })
  await world.advance(1000)
  expect(world.open()).toHaveLength(0)
})
