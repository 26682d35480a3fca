/** Fills an empty database with the same people, boards and comments every time; only the dates follow `now`. */
import type { Connection } from './database.ts'
import {
  activity,
  boards,
  comments,
  notifications,
  PRIORITIES,
  projects,
  STATUSES,
  tasks,
  users,
} from './schema.ts'
import { BOARDS, COMMENTS, DESCRIPTIONS, PEOPLE, PROJECTS } from './seed-content.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Dice = (sides: number) => number
type Task = typeof tasks.$inferInsert & { id: number; createdAt: Date; updatedAt: Date }

interface Plan {
  readonly dice: Dice
  /** Milliseconds since the epoch. */
  readonly now: number
}

export function seed(connection: Connection, now: Date = new Date()): void {
  const plan: Plan = { dice: createDice(20_260), now: now.getTime() }
  seedPeople(connection, plan)
  const seeded = seedBoards(connection, plan)
  for (const task of seeded) seedTalk(connection, plan, task)
  seedNotifications(connection, plan, seeded)
}

function seedPeople(connection: Connection, { now }: Plan): void {
  PEOPLE.forEach(([name, handle, title, hue, isStaff, storageBytes], index) => {
    const joinedAt = new Date(now - (900 - index * 97) * DAY_MS)
    connection.insert(users).values({ name, handle, title, hue, isStaff, storageBytes, joinedAt }).run()
  })
  PROJECTS.forEach(([key, name, summary, hue, leadId], index) => {
    const createdAt = new Date(now - (210 - index * 40) * DAY_MS)
    connection.insert(projects).values({ key, name, summary, hue, leadId, createdAt }).run()
  })
}

function seedBoards(connection: Connection, plan: Plan): Task[] {
  const seeded: Task[] = []
  BOARDS.forEach(({ project, name, titles }, index) => {
    const boardId = index + 1
    connection.insert(boards).values({ id: boardId, projectId: project, name }).run()
    for (const title of titles) {
      const task = planTask(plan, { id: seeded.length + 1, boardId, title })
      connection.insert(tasks).values(task).run()
      seeded.push(task)
    }
  })
  return seeded
}

function planTask(
  { dice, now }: Plan,
  { id, boardId, title }: { id: number; boardId: number; title: string },
): Task {
  const createdAt = now - (6 + dice(40)) * DAY_MS - dice(20) * HOUR_MS
  const updatedAt = Math.min(now - HOUR_MS, createdAt + dice(6) * DAY_MS + dice(23) * HOUR_MS)
  const dueInDays = dice(40) - 8
  return {
    id,
    boardId,
    title,
    description: DESCRIPTIONS[dice(DESCRIPTIONS.length)] ?? '',
    status: STATUSES[dice(STATUSES.length)] ?? 'todo',
    priority: PRIORITIES[dice(PRIORITIES.length)] ?? 'none',
    assigneeId: dice(9) === 0 ? null : 1 + dice(PEOPLE.length),
    creatorId: 1 + dice(PEOPLE.length),
    // Always the same for the same task, so that a story about it can be told.
    reference: (1_900_000_000_000n << 22n) + BigInt(id) * 4_194_319n,
    dueOn: dice(3) === 0 ? null : new Date(now + dueInDays * DAY_MS).toISOString().slice(0, 10),
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    archivedAt: null,
  }
}

function seedTalk(connection: Connection, { dice, now }: Plan, task: Task): void {
  const projectId = BOARDS[task.boardId - 1]?.project ?? 1
  const log = (
    line: Pick<typeof activity.$inferInsert, 'actorId' | 'verb' | 'createdAt' | 'detail'>,
  ): void => {
    connection
      .insert(activity)
      .values({ ...line, projectId, taskId: task.id })
      .run()
  }
  log({ actorId: task.creatorId, verb: 'created', createdAt: task.createdAt, detail: '' })
  if (task.status !== 'todo') {
    const actorId = task.assigneeId ?? task.creatorId
    const verb = task.status === 'done' ? 'completed' : 'moved'
    log({ actorId, verb, createdAt: task.updatedAt, detail: task.status })
  }
  const talk = task.id === 1 ? 9 : dice(4)
  for (let index = 0; index < talk; index += 1) {
    const authorId = 1 + dice(PEOPLE.length)
    const age = task.updatedAt.getTime() + index * 3 * HOUR_MS + dice(50) * 60_000
    const createdAt = new Date(Math.min(age, now - (talk - index) * 60_000))
    const body = COMMENTS[dice(COMMENTS.length)] ?? ''
    connection.insert(comments).values({ taskId: task.id, authorId, body, createdAt }).run()
    log({ actorId: authorId, verb: 'commented', createdAt, detail: '' })
  }
}

function seedNotifications(connection: Connection, { dice, now }: Plan, seeded: readonly Task[]): void {
  for (const [index, task] of seeded.entries()) {
    if (task.assigneeId === null || task.assigneeId === undefined || index % 2 === 1) continue
    const createdAt = new Date(now - (1 + dice(90)) * HOUR_MS)
    const readAt = dice(3) === 0 ? new Date(createdAt.getTime() + HOUR_MS / 2) : null
    const actorId = 1 + (task.assigneeId % PEOPLE.length)
    const reason = dice(2) === 0 ? 'assigned' : 'commented'
    connection
      .insert(notifications)
      .values({ userId: task.assigneeId, actorId, taskId: task.id, reason, createdAt, readAt })
      .run()
  }
}

/** Mulberry32: small, and the same everywhere. `dice(n)` is in [0, n). */
function createDice(start: number): Dice {
  let state = start
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}
