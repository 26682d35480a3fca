/** The functions themselves, called in process: guards, refusals, and which targets each mutation publishes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeInvalidateHeader } from '@mizan/protocol'
import type { User } from '@mizan/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { app } from './app.ts'
import { board_tasks } from './boards.ts'
import { add_comment, task_comments } from './comments.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { project_stats } from './projects.ts'
import { assign_task, create_task, move_task, set_status, task_details } from './tasks.ts'
import { update_profile, user_profile, user_stats } from './users.ts'
import { my_notifications, my_work, read_notifications } from './work.ts'
import { archive_done_tasks, workspace_usage } from './workspace.ts'

const person = (id: number, isStaff = false): User => ({
  id: String(id),
  isStaff,
  isSuperuser: false,
  permissions: [],
})
const ada = app.caller(person(1, true))
const elena = app.caller(person(5))
const guest = app.caller(null)

let folder: string
let targets: string[]
let stopListening: () => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'taskboard-'))
  await openDatabase(join(folder, 'test.sqlite'))
  targets = []
  stopListening = app.onInvalidate((event) => {
    targets.push(...event.targets.map((target) => encodeInvalidateHeader([target])))
  })
})

afterEach(() => {
  stopListening()
  closeDatabase()
  rmSync(folder, { recursive: true })
})

test('a name that is taken is refused with one that is free', async () => {
  const taken = elena.call(update_profile, { user_id: 5, name: 'ada marlowe', title: '' })
  await expect(taken).rejects.toMatchObject({ code: 'NAME_TAKEN', details: { suggestion: 'ada marlowe 2' } })
  expect(targets).toEqual([])
})

test('a person changes their own profile, staff everybody’s', async () => {
  await elena.call(update_profile, { user_id: 5, name: 'Elena R', title: 'Designer' })
  expect(targets).toEqual(['user;user_id=5'])
  expect(await guest.call(user_profile, { user_id: 5 })).toMatchObject({ name: 'Elena R' })
  await expect(elena.call(update_profile, { user_id: 2, name: 'X', title: '' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await expect(ada.call(update_profile, { user_id: 2, name: 'X', title: '' })).resolves.toMatchObject({
    name: 'X',
  })
})

test('guests read, and write nothing', async () => {
  expect(await guest.call(board_tasks, { board_id: 1, status: 'todo' })).toMatchObject({
    total: expect.any(Number),
  })
  await expect(guest.call(set_status, { task_id: 1, status: 'done' })).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  })
  await expect(guest.call(my_work)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(elena.call(workspace_usage)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('pages have defaults and bounds', async () => {
  const all = await guest.call(board_tasks, { board_id: 1 })
  const second = await guest.call(board_tasks, { board_id: 1, page: 2, limit: 20 })
  expect([all.items.length, second.items.length, all.total]).toEqual([20, 6, 26])
  await expect(guest.call(board_tasks, { board_id: 1, limit: 101 })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  })
})

test('a move names the old and the new board and project', async () => {
  const before = await guest.call(project_stats, { project_id: 2 })
  const moved = await elena.call(move_task, { task_id: 1, board_id: 3 })
  expect(moved).toMatchObject({ key: 'PAY-1', project_id: 2 })
  expect(targets).toEqual(
    expect.arrayContaining([
      'board;board_id=1',
      'board;board_id=3',
      'project;project_id=1',
      'project;project_id=2',
    ]),
  )
  const after = await guest.call(project_stats, { project_id: 2 })
  expect(after.todo + after.doing + after.review + after.done).toBe(
    before.todo + before.doing + before.review + before.done + 1,
  )
})

test('a new task makes one board stale, whatever page of it', async () => {
  await elena.call(create_task, { board_id: 2, title: 'Write it down' })
  expect(targets).toContain('board;board_id=2')
  expect(targets.filter((target) => target.startsWith('user'))).toEqual(['user.user_stats;user_id=5'])
})

test('assigning names both people, and tells the new one', async () => {
  await elena.call(assign_task, { task_id: 1, assignee_id: 6 })
  targets.length = 0
  await elena.call(assign_task, { task_id: 1, assignee_id: 2 })
  expect(targets.filter((target) => target.startsWith('user'))).toEqual([
    'user.user_stats;user_id=2',
    'user.user_stats;user_id=6',
  ])
  const inbox = await app.caller(person(2)).call(my_notifications)
  expect(inbox[0]).toMatchObject({ task_id: 1, actor_id: 5, reason: 'assigned', is_read: false })
})

test('a comment makes the thread stale, not the task', async () => {
  await elena.call(add_comment, { task_id: 1, body: 'Done.' })
  expect(targets.filter((target) => target.startsWith('task'))).toEqual(['task.task_comments;task_id=1'])
  const page = await guest.call(task_comments, { task_id: 1, limit: 2 })
  expect(page.items.at(-1)).toMatchObject({ body: 'Done.', author_id: 5 })
})

test('reading one’s inbox is one’s own business', async () => {
  await elena.call(read_notifications)
  expect(targets).toEqual([expect.stringMatching(/^work\.my_notifications;_mizan_own=[0-9a-f]{16}$/)])
})

test('tidying up is broad, and puts old finished work away', async () => {
  await expect(elena.call(archive_done_tasks)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const { archived } = await ada.call(archive_done_tasks, { idle_days: 0 })
  expect(archived).toBeGreaterThan(10)
  expect(targets.toSorted()).toEqual(['board', 'project.project_stats', 'workspace'])
})

test('numbers beyond 2^53 stay whole', async () => {
  expect(await guest.call(task_details, { task_id: 1 })).toMatchObject({
    reference: 7_969_177_600_004_194_319n,
  })
  expect(await guest.call(user_stats, { user_id: 3 })).toMatchObject({
    storage_bytes: 9_007_199_254_740_993n,
  })
})

test('what is not there is NOT_FOUND', async () => {
  await expect(guest.call(user_profile, { user_id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(elena.call(move_task, { task_id: 1, board_id: 99 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(targets).toEqual([])
})
