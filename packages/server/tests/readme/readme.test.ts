/** The code of README.md stands in the files beside this one, where it is type-checked and run. */
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { client, createApp } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call } from '../support/ask.ts'
import { USERS } from '../support/people.ts'
import { app } from './app.ts'
import * as effects from './effects.ts'
import { app as methods } from './methods.ts'
import { app as signing } from './sessions.ts'
import { createSqliteRuns } from './sqlite-store.ts'

const FILES = ['app.ts', 'effects.ts', 'methods.ts', 'sessions.ts', 'sqlite-store.ts']

test('README.md says what its files say', () => {
  const blocks = [...read('../../README.md').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
  const regions = FILES.map((file) => /\/\/ README\n(.*)\/\/ \/README\n/s.exec(read(`./${file}`))?.[1])
  expect(blocks).toEqual(regions)
})

test('every option of `client` and of `createApp` is explained', () => {
  const said = (read('../../README.md').match(/`[^`\n]+`/g) ?? []).join(' ')
  for (const file of ['../../src/declare/client-options.ts', '../../src/app/app-options.ts']) {
    const options = read(file).match(/(?<=^ {2}readonly )\w+(?=\??:)/gm) ?? []
    expect(options.length).toBeGreaterThan(5)
    for (const option of options) expect(said, `${file}: ${option}`).toMatch(new RegExp(`\\b${option}\\b`))
  }
})

test('the first app', async () => {
  const cookie = { cookie: 'session=x', 'sec-fetch-site': 'same-origin' }
  const renamed = await call(app, 'update_profile', { user_id: 5, name: 'Bo' }, { headers: cookie })
  expect(renamed.json).toEqual({
    result: { user_id: 5, name: 'Bo' },
    invalidate: [{ context: 'user', params: { user_id: 5 } }],
  })
  const taken = await call(app, 'update_profile', { user_id: 6, name: 'Bo' }, { headers: cookie })
  expect(taken.json).toMatchObject({ error: { code: 'NAME_TAKEN', details: { suggestion: 'Bo2' } } })
  expect((await call(app, 'update_profile', { user_id: 5, name: 'x' })).status).toBe(401)
})

test('methods', async () => {
  await call(methods, 'add_member', { name: 'Bo' })
  expect((await call(methods, 'team_members')).json).toMatchObject({ result: ['Ada', 'Bo'] })
})

test('sessions', async () => {
  expect((await call(signing, 'sign_in', { name: 'Ada', password: 'x' })).status).toBe(403)
  const signed = await call(signing, 'sign_in', { name: 'Ada', password: 'secret' })
  expect(signed.headers.get('x-mizan-identity')).toMatch(/^[0-9a-f]{16}\.[0-9a-f]{16}$/)
})

test('effects', async () => {
  const moving = createApp({
    modules: [effects],
    resolveUser: () => USERS['ada'] ?? null,
    secrets: { cache: 'a secret of the tests' },
  })
  const moved = await call(moving, 'move_task', { id: 1, project_id: 8 })
  expect(moved.json).toMatchObject({
    invalidate: [
      { context: 'inbox', own: true },
      { context: 'project', params: { project_id: 7 } },
      { context: 'project', params: { project_id: 8 } },
    ],
  })
})

describe('runs in SQLite', () => {
  function createBank(crashes: () => boolean = () => false) {
    const db = new DatabaseSync(':memory:')
    db.exec('create table payments (amount integer)')
    const { store, transaction } = createSqliteRuns(db)
    const pay = client(
      {
        affects: 'nothing',
        input: { amount: z.int() },
        output: z.int(),
        errors: { TOO_POOR: { status: 409, details: z.object({}) } },
      },
      async ({ amount }, c) => {
        db.prepare('insert into payments values (?)').run(amount)
        await Promise.resolve()
        if (amount > 100) throw c.error('TOO_POOR', {})
        if (amount < 0) throw new Error('no such amount')
        return Number(db.prepare('select sum(amount) as sum from payments').get()?.['sum'])
      },
    )
    const bank = createApp({
      modules: [{ pay }],
      resolveUser: () => USERS['ada'] ?? null,
      secrets: { cache: 'a secret of the tests' },
      idempotency: store,
      transaction: async (run) => {
        await transaction(run)
        if (crashes()) throw new Error('the process died behind the commit')
      },
      onError: () => undefined,
    })
    const send = (amount: number, key: string) =>
      call(bank, 'pay', { amount }, { headers: { 'idempotency-key': key } })
    const rows = (table: string) => db.prepare(`select count(*) as n from ${table}`).get()?.['n']
    return { send, rows }
  }

  test('exactly once, also when the answer is lost behind the commit', async () => {
    let crashes = true
    const { send, rows } = createBank(() => crashes)
    expect((await send(10, 'a')).status).toBe(500)
    crashes = false
    const again = await send(10, 'a')
    expect([again.status, again.json, rows('payments')]).toEqual([200, { result: 10, invalidate: [] }, 1])
    expect((await send(11, 'a')).status).toBe(409)
  })
  test('duplicates at the same time run once', async () => {
    const { send, rows } = createBank()
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(10, 'a')))
    expect(answers.map(({ json }) => json)).toEqual(answers.map(() => ({ result: 10, invalidate: [] })))
    expect(rows('payments')).toBe(1)
  })
  test('a declared error is kept, another is not, and a rollback takes all of it back', async () => {
    const { send, rows } = createBank()
    expect([(await send(200, 'a')).status, (await send(200, 'a')).status]).toEqual([409, 409])
    expect([(await send(-1, 'b')).status, rows('payments'), rows('runs')]).toEqual([500, 0, 1])
    const many = [send(-1, 'b'), send(1, 'c'), send(-1, 'd'), send(2, 'e'), send(200, 'f')]
    expect((await Promise.all(many)).map(({ status }) => status)).toEqual([500, 200, 500, 200, 409])
    expect([rows('payments'), rows('runs')]).toEqual([2, 4])
  })
})

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
