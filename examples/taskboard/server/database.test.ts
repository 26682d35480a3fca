/** The database: its statements come from the schema, its data is the same every time, its transactions take turns. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDatabase, inTransaction, openDatabase, reader, writer } from './database.ts'
import { comments, tasks, users } from './schema.ts'

let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'taskboard-'))
  await openDatabase(join(folder, 'test.sqlite'))
})

afterEach(() => {
  closeDatabase()
  rmSync(folder, { recursive: true })
})

const nameOf = (userId: number) => reader().select().from(users).where(eq(users.id, userId)).get()?.name

test('the seed is the same in two databases, but for the dates', async () => {
  const read = () => ({
    tasks: reader()
      .select({ title: tasks.title, assignee: tasks.assigneeId, reference: tasks.reference })
      .from(tasks)
      .all(),
    comments: reader().select({ author: comments.authorId, body: comments.body }).from(comments).all(),
  })
  const first = read()
  closeDatabase()
  await openDatabase(join(folder, 'second.sqlite'))
  expect(read()).toEqual(first)
  expect(first.tasks.length).toBe(80)
})

test('opening a file again keeps what is in it', async () => {
  await inTransaction(async () => writer().update(users).set({ name: 'Kept' }).where(eq(users.id, 5)).run())
  closeDatabase()
  await openDatabase(join(folder, 'test.sqlite'))
  expect(nameOf(5)).toBe('Kept')
})

test('whole numbers beyond 2^53 and dates come back exactly', () => {
  const task = reader().select().from(tasks).where(eq(tasks.id, 1)).get()
  expect(task?.reference).toBe(7_969_177_600_004_194_319n)
  expect(task?.createdAt).toBeInstanceOf(Date)
})

test('readers see a transaction when it has committed, and never when it was rolled back', async () => {
  await inTransaction(async () => {
    writer().update(users).set({ name: 'Within' }).where(eq(users.id, 5)).run()
    expect(nameOf(5)).toBe('Elena Rossi')
  })
  expect(nameOf(5)).toBe('Within')
  const broken = inTransaction(async () => {
    writer().update(users).set({ name: 'Never' }).where(eq(users.id, 5)).run()
    throw new Error('no')
  })
  await expect(broken).rejects.toThrow('no')
  expect(nameOf(5)).toBe('Within')
})

test('transactions take turns, also after one that failed', async () => {
  const order: string[] = []
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = inTransaction(async () => {
    order.push('first begins')
    await held
    order.push('first ends')
    throw new Error('rolled back')
  })
  const second = inTransaction(async () => {
    order.push('second')
  })
  release()
  await expect(first).rejects.toThrow('rolled back')
  await second
  expect(order).toEqual(['first begins', 'first ends', 'second'])
})
