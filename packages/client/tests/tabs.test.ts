/** Two tabs of one browser: targets and changes of the user reach the other one, and nothing echoes. */
import { expect, it, test } from 'vitest'
import { type ClientOptions, tabs } from '../src/index.ts'
import { createChannels } from './fake-channels.ts'
import { createWorld, type FakeRequest, settle, type World } from './fake-world.ts'
import { BOB, bundle, show, showLoaded, startRename, USER_5, userEntry } from './fixture.ts'

interface Browser {
  readonly posted: unknown[]
  tab(options?: Partial<ClientOptions>): World
}

function createBrowser(): Browser {
  const { openChannel, posted } = createChannels()
  return {
    posted,
    tab(options = {}) {
      return createWorld({ plugins: [tabs({ openChannel })], ...options })
    },
  }
}

const call = (world: World): FakeRequest | undefined => world.open().find(({ url }) => url === '/api/call/')

test('what a mutation made stale in one tab is read again in the other, with its cause, and is not sent on', async () => {
  const browser = createBrowser()
  const [first, second, otherApp] = [browser.tab(), browser.tab(), browser.tab({ baseUrl: '/other' })]
  await showLoaded(first)
  const shown = await showLoaded(second)
  const foreign = await showLoaded(otherApp)
  await showLoaded(second, 6)
  void startRename(first)
  await call(first)?.answer(
    { result: BOB as never, invalidate: [USER_5] },
    { headers: { 'X-Mizan-Identity': 'me.1', 'X-Mizan-Cause': 'c7' } },
  )
  await settle()
  expect(second.open().map(({ url }) => url)).toEqual(['/api/ctx/user/?user_id=5'])
  expect(second.events.findLast(({ kind }) => kind === 'read')).toMatchObject({ reason: 'tab', cause: 'c7' })
  await second.only().answer(bundle(BOB), { headers: userEntry() })
  expect(shown.name()).toBe('Bob')
  expect([otherApp.open().length, foreign.name()]).toEqual([0, 'Ada'])
  expect(browser.posted).toHaveLength(1)
  await first.only().answer(bundle(BOB), { headers: userEntry() })
  second.client.invalidate('user')
  await settle()
  expect(browser.posted).toHaveLength(2)
  expect(first.events.findLast(({ kind }) => kind === 'read')).toMatchObject({ reason: 'tab' })
})

test('another user in one tab takes what is private from the other at once, and nobody chases anybody', async () => {
  const browser = createBrowser()
  const [first, second] = [browser.tab(), browser.tab()]
  await showLoaded(first)
  const shown = await showLoaded(second)
  void startRename(first)
  await call(first)?.answer(
    { result: BOB as never, invalidate: [] },
    { headers: { 'X-Mizan-Identity': 'you.1' } },
  )
  expect(shown.reader.snapshot('user_profile').status).toBe('pending')
  await settle()
  // A tab with a token of its own stays who it was.
  await second.only().answer(bundle(BOB), { headers: userEntry() })
  expect(shown.name()).toBe('Bob')
  expect(browser.posted).toHaveLength(1)
  expect(first.open()).toHaveLength(1)
})

it('a tab that does not know its user yet shows no answer that was asked for before the login', async () => {
  const browser = createBrowser()
  const [first, second] = [browser.tab(), browser.tab()]
  await showLoaded(first)
  const shown = show(second)
  await settle()
  const early = second.only()
  void startRename(first)
  await call(first)?.answer({ result: BOB, invalidate: [] } as never, {
    headers: { 'X-Mizan-Identity': 'you.1' },
  })
  await early.answer(bundle(), { headers: userEntry() })
  expect(shown.reader.snapshot('user_profile').status).toBe('pending')
  expect(second.open()).toHaveLength(1)
})

it("leaves another user's own targets alone, and takes the others for what is public", async () => {
  const browser = createBrowser()
  const [first, second] = [browser.tab(), browser.tab()]
  await showLoaded(first)
  await showLoaded(second, 5, { headers: { ...userEntry(), 'X-Mizan-Identity': 'you.1' } })
  first.client.invalidate({ context: 'user', own: true })
  await settle()
  expect(second.open()).toHaveLength(0)
  first.client.invalidate({ context: 'user', params: { user_id: 5 } })
  await settle()
  expect(second.open()).toHaveLength(1)
})

it('opens nothing before something is shown, and does without channels', async () => {
  const browser = createBrowser()
  let opened = 0
  const openChannel = () => {
    opened += 1
    return { post: () => {}, onMessage: () => {} }
  }
  const world = createWorld({ plugins: [tabs({ openChannel })] })
  expect(opened).toBe(0)
  await showLoaded(world)
  await showLoaded(world, 6)
  expect(opened).toBe(1)
  const without = createWorld({ plugins: [tabs({ openChannel: () => undefined })] })
  await showLoaded(without)
  without.client.invalidate('user')
  await settle()
  expect(without.open()).toHaveLength(1)
  expect(browser.posted).toEqual([])
})

it('takes a message that it cannot read for everything, and one that is none for nothing', async () => {
  let tell: (message: unknown) => void = () => {}
  const openChannel = () => ({
    post: () => {},
    onMessage(listener: typeof tell) {
      tell = listener
    },
  })
  const world = createWorld({ plugins: [tabs({ openChannel })] })
  await showLoaded(world)
  for (const message of [null, 'x', 5, [], {}]) tell(message)
  await settle()
  expect(world.open()).toHaveLength(0)
  tell({ identity: 'me.1', targets: [{ nothing: 1 }] })
  await settle()
  expect(world.open()).toHaveLength(1)
})
