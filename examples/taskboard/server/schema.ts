/** The tables of the taskboard, in Drizzle's words. Nothing here touches a database. */
import { customType, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const STATUSES = ['todo', 'doing', 'review', 'done'] as const
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const
export const VERBS = ['created', 'moved', 'assigned', 'completed', 'commented', 'updated'] as const

/** A whole number of any size. SQLite's own integers come back as doubles, so its digits are stored. */
const bigint = customType<{ data: bigint; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.toString(),
  fromDriver: (digits) => BigInt(digits),
})

const time = (name: string) => integer(name, { mode: 'timestamp_ms' })

export const users = sqliteTable('users', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
  handle: text('handle').notNull().unique(),
  title: text('title').notNull(),
  /** Degrees on the colour wheel, for the avatar. */
  hue: integer('hue').notNull(),
  isStaff: integer('is_staff', { mode: 'boolean' }).notNull(),
  joinedAt: time('joined_at').notNull(),
  storageBytes: bigint('storage_bytes').notNull(),
})

export const projects = sqliteTable('projects', {
  id: integer('id').primaryKey(),
  key: text('key').notNull().unique(),
  name: text('name').notNull().unique(),
  summary: text('summary').notNull(),
  hue: integer('hue').notNull(),
  leadId: integer('lead_id')
    .notNull()
    .references(() => users.id),
  createdAt: time('created_at').notNull(),
})

export const boards = sqliteTable(
  'boards',
  {
    id: integer('id').primaryKey(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    name: text('name').notNull(),
  },
  (table) => [index('boards_by_project').on(table.projectId)],
)

export const tasks = sqliteTable(
  'tasks',
  {
    id: integer('id').primaryKey(),
    boardId: integer('board_id')
      .notNull()
      .references(() => boards.id),
    title: text('title').notNull(),
    description: text('description').notNull(),
    status: text('status', { enum: STATUSES }).notNull(),
    priority: text('priority', { enum: PRIORITIES }).notNull(),
    assigneeId: integer('assignee_id').references(() => users.id),
    creatorId: integer('creator_id')
      .notNull()
      .references(() => users.id),
    /** Stays with a task whatever project it moves to: 63 bits, time first. */
    reference: bigint('reference').notNull().unique(),
    /** ISO 8601 day. */
    dueOn: text('due_on'),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
    archivedAt: time('archived_at'),
  },
  (table) => [
    index('tasks_by_board').on(table.boardId, table.status),
    index('tasks_by_assignee').on(table.assigneeId),
  ],
)

export const comments = sqliteTable(
  'comments',
  {
    id: integer('id').primaryKey(),
    taskId: integer('task_id')
      .notNull()
      .references(() => tasks.id),
    authorId: integer('author_id')
      .notNull()
      .references(() => users.id),
    body: text('body').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('comments_by_task').on(table.taskId), index('comments_by_author').on(table.authorId)],
)

export const activity = sqliteTable(
  'activity',
  {
    id: integer('id').primaryKey(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    taskId: integer('task_id')
      .notNull()
      .references(() => tasks.id),
    actorId: integer('actor_id')
      .notNull()
      .references(() => users.id),
    verb: text('verb', { enum: VERBS }).notNull(),
    detail: text('detail').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('activity_by_project').on(table.projectId)],
)

export const notifications = sqliteTable(
  'notifications',
  {
    id: integer('id').primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    actorId: integer('actor_id')
      .notNull()
      .references(() => users.id),
    taskId: integer('task_id')
      .notNull()
      .references(() => tasks.id),
    reason: text('reason', { enum: ['assigned', 'commented'] }).notNull(),
    createdAt: time('created_at').notNull(),
    readAt: time('read_at'),
  },
  (table) => [index('notifications_by_user').on(table.userId)],
)

/** In an order in which each table comes after those that it refers to. */
export const TABLES = [users, projects, boards, tasks, comments, activity, notifications] as const
