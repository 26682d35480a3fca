/** `mizan trace` over a small app with a database: an effect that is taken away is named. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProject, mizan, writeProjectFile } from './project.ts'
import { removeScratch } from './scratch.ts'

beforeAll(() => vi.stubEnv('NODE_OPTIONS', '--conditions=mizan-source'))
afterAll(() => vi.unstubAllEnvs())
afterAll(removeScratch)

/** `BoardContext` reads tasks, `MemberContext` reads members; completing a task writes both. */
const app = (affects: string, database: string) => `
import { client, createApp, ReactContext } from '@mizan/server'
import { z } from 'zod'
import { all, run } from './${database}.ts'

const BoardContext = new ReactContext('board')
const MemberContext = new ReactContext('member')
export const board_tasks = client({ context: BoardContext, output: z.array(z.string()) },
  () => all('select title from tasks order by title').map((row) => row.title))
export const member_score = client({ context: MemberContext, output: z.int() },
  () => all('select sum(score) as score from "members"')[0].score ?? 0)
export const complete_task = client({ affects: ${affects}, input: { title: z.string() } }, async ({ title }) => {
  run('delete from tasks where title = ?', title)
  await null
  run('with best as (select id from members limit 1) update members set score = score + 1 where id in (select id from best)')
})
export const app = createApp({ modules: [{ board_tasks, member_score, complete_task }] })
`

const betterSqlite = `
import Database from 'better-sqlite3'
const database = new Database(':memory:')
database.exec('create table tasks (title text); create table members (id integer, score integer)')
export const all = (sql: string): any[] => database.prepare(sql).all()
export const run = (sql: string, ...values: unknown[]) => database.prepare(sql).run(...values)
`

const nodeSqlite = `
import { DatabaseSync } from 'node:sqlite'
const database = new DatabaseSync(':memory:')
database.exec('create table tasks (title text); create table members (id integer, score integer)')
export const all = (sql: string): any[] => database.prepare(sql).all()
export const run = (sql: string, ...values: string[]) => database.prepare(sql).run(...values)
`

const drizzle = `
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { sql } from 'drizzle-orm'
const database = new Database(':memory:')
database.exec('create table tasks (title text); create table members (id integer, score integer)')
const orm = drizzle(database)
const query = (text: string, values: unknown[]) => values.length === 0 ? sql.raw(text) : sql\`\${sql.raw(text.replace(' ?', ' '))}\${values[0]}\`
export const all = (text: string): any[] => orm.all(query(text, []))
export const run = (text: string, ...values: unknown[]) => orm.run(query(text, values))
`

const tests = `
import { app } from './app.ts'
const caller = app.caller(null)
await caller.context('board')
const answer = await app.fetch(new Request('http://a.test/api/mizan/ctx/member/'))
if (answer.status !== 200) throw new Error(await answer.text())
await caller.call('complete_task', { title: 'x' })
`

function createTraced(name: string, affects: string, database = 'better'): string {
  const root = createProject(`trace-${name}`, {
    'mizan.config.ts':
      "export default { source: { entry: './app.ts' }, targets: [{ target: 'typescript', out: 'web' }] }\n",
    'app.ts': app(affects, database),
    'better.ts': betterSqlite,
    'node.ts': nodeSqlite,
    'drizzle.ts': drizzle,
    'tests.ts': tests,
    'package.json': '{"type":"module"}',
  })
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(root, 'node_modules'))
  return root
}

const command = ['--', process.execPath, 'tests.ts']

describe('mizan trace', () => {
  it('passes when every write is declared', async () => {
    const root = createTraced('whole', '[BoardContext, MemberContext]')
    expect(await mizan(root, 'trace', ...command)).toEqual({
      code: 0,
      out: '',
      error: '✓ 3 of 3 functions ran over 2 tables, 0 effects are missing\n',
    })
  }, 60_000)

  it.each(['better', 'node', 'drizzle'])(
    'jobseek #2889: names the pair when one effect is taken away (%s)',
    async (database) => {
      const root = createTraced(`missing-${database}`, 'BoardContext', database)
      expect(await mizan(root, 'trace', ...command)).toEqual({
        code: 1,
        out: '',
        error: [
          'error The mutation "complete_task" wrote "members", which "member_score" of the context "member" reads, and does not affect it',
          '  at app.ts',
          '  → Declare the context in `affects`. If what is written is never read there: --allow complete_task:member',
          '✗ 3 of 3 functions ran over 2 tables, 1 effect is missing',
          '',
        ].join('\n'),
      })
      const allowed = await mizan(root, 'trace', '--allow', 'complete_task:member', ...command)
      expect(allowed).toMatchObject({ code: 0 })
    },
    60_000,
  )

  it('says which functions never ran', async () => {
    const root = createTraced('silent', 'BoardContext')
    writeProjectFile(
      root,
      'tests.ts',
      "import { app } from './app.ts'\nawait app.caller(null).context('board')\n",
    )
    expect(await mizan(root, 'trace', ...command)).toMatchObject({
      code: 0,
      error:
        '✓ 1 of 3 functions ran over 1 tables, 0 effects are missing\nnever ran, so nothing is known of: complete_task, member_score\n',
    })
  }, 60_000)

  it.each([
    [['-e', 'process.exit(3)'], 1, '✗ the command ended with 3; its trace says nothing\n'],
    [['-e', ''], 1, 'error No function of the app ran\n'],
  ])(
    'refuses a run that proves nothing: %j',
    async (words, code, expected) => {
      const root = createTraced(`nothing-${words[1]?.length ?? 0}`, 'BoardContext')
      const result = await mizan(root, 'trace', '--', process.execPath, ...words)
      expect(result).toMatchObject({ code, error: expect.stringContaining(expected) })
    },
    60_000,
  )

  it('wants a command', async () => {
    expect(await mizan('/', 'trace')).toMatchObject({ code: 2 })
    const root = createTraced('gone', 'BoardContext')
    expect(await mizan(root, 'trace', '--', 'no-such-program')).toMatchObject({
      code: 1,
      error: expect.stringContaining('The command could not be run'),
    })
  }, 60_000)
})
