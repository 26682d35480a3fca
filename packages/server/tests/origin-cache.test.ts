/** The origin cache through requests, on a store in memory (SPEC.md, Origin cache). */
import { createMemoryStore } from '@mizan/cache'
import { client, createApp, ReactContext } from '@mizan/server'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ask, call, fetchContext } from './support/ask.ts'
import { createWorld, Slow, Team, user } from './support/cached-world.ts'
import { createGate } from './support/fake-clock.ts'

const ada = { 'x-user': 'ada' }
const bob = { 'x-user': 'bob' }

describe('a kept bundle', () => {
  test('is what the first reader got, byte by byte, with the same head', async () => {
    const { app, world } = createWorld()
    const first = await fetchContext(app, 'team', 'team=red')
    const second = await fetchContext(app, 'team', 'team=red')
    expect(second.text).toBe(first.text)
    expect([first, second].map(({ headers }) => headers.get('x-mizan-cache'))).toEqual(['miss', 'hit'])
    for (const { headers } of [first, second])
      for (const name of ['x-request-id', 'x-mizan-cache']) headers.delete(name)
    expect([...second.headers]).toEqual([...first.headers])
    expect(world.ran).toEqual(['team_name red'])
  })
  test('is none where its entry is too long for a header, and such a target asks nothing of a store', async () => {
    const store = createMemoryStore()
    const asked: number[] = []
    const purge = store.purge.bind(store)
    store.purge = (place, made) => {
      asked.push(...place.tags.map(({ length }) => length))
      return purge(place, made)
    }
    const { app } = createWorld({}, store)
    const long = 'ä'.repeat(10_000)
    for (const _time of [1, 2]) {
      const posted = await ask(app, 'POST', '/api/mizan/ctx/team/', { json: { team: long } })
      expect([posted.status, posted.headers.get('x-mizan-cache')]).toEqual([200, 'bypass'])
    }
    const mounted = [{ context: 'team', params: { team: long } }]
    const { json } = await call(app, 'rename', { team: long, name: 'x' }, { mounted })
    expect(json).toMatchObject({ refresh: [{ bundle: { team_name: 'x' } }] })
    expect(asked).toEqual([])
  })
  test('is one for GET, HEAD and POST, whatever stands beside its params', async () => {
    const { app, world, mark } = createWorld()
    const posted = await ask(app, 'POST', '/api/mizan/ctx/team/', {
      json: { team: 'red', page: 1, other: 2 },
    })
    expect([posted.headers.get('x-mizan-cache'), posted.headers.get('etag')]).toEqual(['miss', null])
    expect(await mark('team', 'page=1&x=y&team=red')).toBe('hit')
    const head = await ask(app, 'HEAD', '/api/mizan/ctx/team/?team=red')
    expect([head.headers.get('x-mizan-cache'), head.text, head.headers.get('etag') === null]).toEqual([
      'hit',
      '',
      false,
    ])
    const again = await ask(app, 'POST', '/api/mizan/ctx/team/', { json: { team: 'red' } })
    expect([again.headers.get('x-mizan-cache'), again.headers.get('etag')]).toEqual(['hit', null])
    expect(world.ran).toEqual(['team_name red'])
  })
  test('confirms its ETag', async () => {
    const { read } = createWorld()
    const { headers } = await read('team', 'team=red')
    const again = await read('team', 'team=red', { 'if-none-match': headers.get('etag') ?? '' })
    expect([again.status, again.mark, again.headers.get('x-mizan-entry')]).toEqual([
      304,
      'hit',
      'team;page=1;team=red',
    ])
  })
  test('is read for a slice, a stream and an unkept context by nobody', async () => {
    const { mark, app, world } = createWorld()
    await mark('team', 'team=red')
    expect(await mark('team', 'team=red&_mizan_fn=team_name')).toBe('bypass')
    expect(await mark('team', 'team=red', { accept: 'application/x-ndjson' })).toBe('bypass')
    expect([await mark('plain'), await mark('plain')]).toEqual(['bypass', 'bypass'])
    expect(await app.caller(null).context(Team, { team: 'red' })).toEqual({
      team_name: 'Ada',
      team_page: 'Ada 1',
    })
    expect(world.ran.filter((what) => what === 'team_name red').length).toBe(4)
  })
  test('is not one where a guard is a function, and the start says so', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const guarded = client(
      {
        context: new ReactContext('guarded'),
        cache: 60,
        auth: (reader) => reader?.id === 'ada',
        output: z.string(),
      },
      () => 'guarded',
    )
    const { mark } = createWorld({ modules: [{ guarded }] })
    expect(said.mock.calls.join()).toMatch(
      /the context guarded is not cached, although guarded asked for it: the guard of guarded is a function/,
    )
    said.mockRestore()
    expect([await mark('guarded', '', ada), await mark('guarded', '', ada)]).toEqual(['bypass', 'bypass'])
  })
  test('is marked only where there is a cache', async () => {
    const { mark } = createWorld({ cache: undefined as never })
    expect(await mark('team', 'team=red')).toBeNull()
  })
  test('is made once for those who ask together', async () => {
    const { world, read } = createWorld()
    world.gate = createGate()
    const asked = [read('slow'), read('slow'), read('slow')]
    world.gate.open()
    expect((await Promise.all(asked)).map(({ json }) => json)).toEqual([
      { slow_list: 'slow' },
      { slow_list: 'slow' },
      { slow_list: 'slow' },
    ])
    expect(world.ran).toEqual(['slow_list'])
  })
  test('is made again for those who ask after a purge of the one under way', async () => {
    const { world, read, app } = createWorld()
    world.gate = createGate()
    const early = read('slow')
    await app.invalidate(Slow)
    const late = read('slow')
    world.gate.open()
    await Promise.all([early, late])
    expect(world.ran).toEqual(['slow_list', 'slow_list'])
    expect(app.counters().cache?.voided).toBe(1)
  })
})

describe('a mutation', () => {
  test.each([
    ['matched', 'rename', { team: 'red' }],
    ['of one function', 'rename_page', { team: 'red' }],
    ['broad', 'rename_all', {}],
    ['named by its handler', 'rename_named', { team: 'red' }],
  ])('%s purges', async (_name, fn, args) => {
    const { read, app, mark } = createWorld()
    await mark('team', 'team=red')
    await mark('team', 'team=red&page=2')
    await mark('team', 'team=blue')
    await call(app, fn, { ...args, name: 'Grace' })
    expect(await read('team', 'team=red')).toMatchObject({ mark: 'miss', json: { team_name: 'Grace' } })
    expect(await mark('team', 'team=red&page=2')).toBe('miss')
    expect(await mark('team', 'team=blue')).toBe(fn === 'rename_all' ? 'miss' : 'hit')
    expect(await mark('team', 'team=red')).toBe('hit')
  })
  test('purges hidden targets, and its own alone', async () => {
    const { mark, app, world } = createWorld()
    for (const headers of [ada, bob]) await mark('inbox', '', headers)
    await call(app, 'tidy', {}, { headers: ada })
    expect([await mark('inbox', '', ada), await mark('inbox', '', bob)]).toEqual(['miss', 'hit'])
    const mailed = await call(app, 'mail', { to: 'bob', name: 'Bob' })
    expect(mailed.text).toBe('{"result":null,"invalidate":[]}')
    expect([await mark('inbox', '', ada), await mark('inbox', '', bob)]).toEqual(['miss', 'miss'])
    expect(world.names.get('bob')).toBe('Bob')
  })
  test('of a context with many params purges by one of them', async () => {
    const { mark, app } = createWorld()
    const wide = (b: string, d: string): Promise<string | null> => mark('wide', `a=1&b=${b}&c=3&d=${d}`)
    await wide('2', '4')
    await wide('2', '5')
    await wide('6', '4')
    await call(app, 'touch_wide', { b: '2', d: '4' })
    expect([await wide('2', '4'), await wide('2', '5'), await wide('6', '4')]).toEqual([
      'miss',
      'miss',
      'hit',
    ])
  })
  test('purges nothing when it is refused, and what it may have changed when it fails', async () => {
    const { mark, app, read } = createWorld()
    await mark('team', 'team=red')
    expect((await call(app, 'rename', { team: 'red' })).status).toBe(422)
    expect(await mark('team', 'team=red')).toBe('hit')
    expect((await call(app, 'rename', { team: 'red', name: 'boom' })).status).toBe(500)
    expect(await read('team', 'team=red')).toMatchObject({ mark: 'miss', json: { team_name: 'boom' } })
  })
  test('brings fresh bundles that are kept', async () => {
    const { app, mark, world } = createWorld()
    await mark('team', 'team=red')
    const mounted = [{ context: 'team', params: { team: 'red' } }]
    const { json } = await call(app, 'rename', { team: 'red', name: 'Grace' }, { mounted })
    expect(json).toMatchObject({ refresh: [{ bundle: { team_name: 'Grace', team_page: 'Grace 1' } }] })
    const again = await fetchContext(app, 'team', 'team=red')
    expect(again.headers.get('x-mizan-cache')).toBe('hit')
    expect((json as { refresh: { etag: string }[] }).refresh[0]?.etag).toBe(again.headers.get('etag'))
    expect(world.ran).toEqual(['team_name red', 'team_name red'])
  })
  test('in process, and app.invalidate, purge too', async () => {
    const { app, mark } = createWorld()
    await mark('team', 'team=red')
    await app.caller(null).call('rename', { team: 'red', name: 'Grace' })
    expect(await mark('team', 'team=red')).toBe('miss')
    await app.invalidate({ context: Team, params: { team: 'red' } })
    expect(await mark('team', 'team=red')).toBe('miss')
    await app.invalidate({ context: Team, params: { team: 'blue' } })
    expect(await mark('team', 'team=red')).toBe('hit')
  })
})

describe('a transaction', () => {
  test('that is rolled back purges nothing, one whose commit is in doubt everything', async () => {
    let end: (error: unknown) => void = () => undefined
    const { mark, app, world } = createWorld({
      transaction: async (run) => {
        const before = new Map(world.names)
        try {
          await run()
        } catch (error) {
          for (const [team, name] of before) world.names.set(team, name)
          throw error
        }
        end(undefined)
      },
    })
    await mark('team', 'team=red')
    expect((await call(app, 'rename', { team: 'red', name: 'boom' })).status).toBe(500)
    expect(await mark('team', 'team=red')).toBe('hit')
    end = () => {
      throw new Error('the connection broke')
    }
    expect((await call(app, 'rename_named', { team: 'red', name: 'Eve' })).status).toBe(500)
    expect(await mark('team', 'team=red')).toBe('miss')
  })
  test('holds back app.invalidate, wherever it is called, until its commit', async () => {
    const steps: string[] = []
    const { mark, app, world } = createWorld({
      transaction: async (run) => {
        await run()
        steps.push('commit')
      },
    })
    app.onInvalidate(({ targets }) => steps.push(targets.map(({ context }) => context).join()))
    await mark('team', 'team=red')
    world.during = () => app.invalidate({ context: Team, params: { team: 'red' } })
    const done = await call(app, 'mail', { to: 'bob', name: 'Bob' })
    expect(done.headers.get('x-mizan-invalidate')).toBe('team;team=red')
    expect(steps).toEqual(['commit', 'inbox,team'])
    expect(await mark('team', 'team=red')).toBe('miss')
    world.during = async () => {
      await app.invalidate(Team)
      throw new Error('rolled back')
    }
    expect((await call(app, 'mail', { to: 'bob', name: 'Bob' })).status).toBe(500)
    expect(await mark('team', 'team=red')).toBe('hit')
    await app.invalidate(Team)
    expect(await mark('team', 'team=red')).toBe('miss')
  })
  test('keeps nothing of what is read inside of it', async () => {
    const { mark, app, world } = createWorld({ transaction: (run) => run() })
    const marks: unknown[] = []
    world.during = async () => {
      world.names.set('red', 'never committed')
      marks.push(await mark('team', 'team=red'))
      world.names.set('red', 'Ada')
      throw new Error('rolled back')
    }
    expect((await call(app, 'mail', { to: 'bob', name: 'Bob' })).status).toBe(500)
    marks.push(await mark('team', 'team=red'), await mark('team', 'team=red'))
    expect(marks).toEqual(['bypass', 'miss', 'hit'])
  })
  test('is committed before it purges', async () => {
    const order: string[] = []
    const { app, world } = createWorld({
      transaction: async (run) => {
        await run()
        order.push('commit')
      },
    })
    app.onInvalidate(() => order.push('purge'))
    world.before = () => order.push('read')
    await fetchContext(app, 'team', 'team=red')
    await call(
      app,
      'rename',
      { team: 'red', name: 'x' },
      { mounted: [{ context: 'team', params: { team: 'red' } }] },
    )
    expect(order).toEqual(['read', 'commit', 'purge', 'read'])
  })
})

describe('readers', () => {
  test('of a user-scoped context have entries of their own', async () => {
    const { read } = createWorld()
    expect(await read('inbox', '', ada)).toMatchObject({
      mark: 'miss',
      json: { inbox_list: 'ada: undefined ' },
    })
    expect(await read('inbox', '', bob)).toMatchObject({
      mark: 'miss',
      json: { inbox_list: 'bob: undefined ' },
    })
    const again = await read('inbox', '', ada)
    expect(again).toMatchObject({ mark: 'hit', json: { inbox_list: 'ada: undefined ' } })
    expect(again.headers.get('cache-control')).toBe('private, no-cache')
    expect(await read('inbox')).toMatchObject({ status: 401, mark: null })
  })
  test('with other rights read anew', async () => {
    const { mark, world } = createWorld()
    await mark('inbox', '', ada)
    world.users.set('ada', user('ada', ['more']))
    expect([await mark('inbox', '', ada), await mark('inbox', '', ada)]).toEqual(['miss', 'hit'])
  })
  test('whose rights change between the guards and the run begin again', async () => {
    let asked = 0
    const { read, world } = createWorld({
      resolveUser: ({ headers }) => {
        asked += 1
        return user(headers.get('x-user') ?? '', asked === 1 ? [] : ['late'])
      },
    })
    const { json, headers } = await read('inbox', '', ada)
    expect(json).toEqual({ inbox_list: 'ada: undefined late' })
    expect(world.ran).toEqual(['inbox_list ada'])
    const again = await read('inbox', '', ada)
    expect([again.mark, again.headers.get('x-mizan-identity')]).toEqual([
      'hit',
      headers.get('x-mizan-identity'),
    ])
  })
  test('who are refused meanwhile are refused', async () => {
    let asked = 0
    const { read, world } = createWorld({
      resolveUser: () => {
        asked += 1
        return asked === 1 ? user('ada') : null
      },
    })
    expect((await read('inbox', '', ada)).status).toBe(401)
    expect(world.ran).toEqual([])
  })
  test('whose rights never rest are answered at last', async () => {
    let asked = 0
    const { read } = createWorld({
      resolveUser: () => {
        asked += 1
        return user('ada', [String(asked)])
      },
    })
    expect(await read('inbox', '', ada)).toMatchObject({ status: 200, mark: 'bypass' })
  })
})

describe('what is not kept', () => {
  test.each(['user', 'header', 'cookie', 'fails'])('a run that: %s', async (how) => {
    const { read, world } = createWorld()
    const first = await read('odd', `how=${how}`, ada)
    const second = await read('odd', `how=${how}`, bob)
    expect([first.status, first.mark, second.mark]).toEqual([200, 'miss', 'miss'])
    expect(world.ran.length).toBe(2)
    expect(second.headers.get('etag')).toBeNull()
    expect(second.headers.get('cache-control')).toMatch(/no-store/)
  })
  test('a taint is an error in development', async () => {
    const { read } = createWorld({ development: true })
    expect((await read('odd', 'how=user', ada)).status).toBe(500)
    expect((await read('odd', 'how=well', ada)).status).toBe(200)
  })
})

describe('counters', () => {
  test('say what happened', async () => {
    const { mark, app } = createWorld()
    for (let times = 0; times < 3; times += 1) await mark('team', 'team=red')
    await call(app, 'rename', { team: 'red', name: 'x' })
    await mark('team', 'team=red')
    expect(app.counters().cache).toEqual({ hit: 2, miss: 2, bypass: 0, purge: 1, voided: 0, corrupted: 0 })
    expect(createApp({ modules: [] }).counters().cache).toBeUndefined()
    await app.close()
  })
})
