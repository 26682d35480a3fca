/** Boards: a page of tasks, filtered; one entry for each board, filter and page. */
import { client, ReactContext } from '@mizan/server'
import { and, asc, count, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { reader } from './database.ts'
import { pageParams, toRange } from './paging.ts'
import { notFound } from './refusals.ts'
import { boards, comments, PRIORITIES, projects, STATUSES, tasks } from './schema.ts'

export const BoardContext = new ReactContext('board', { doc: 'One board.' })

export const Status = z.enum(STATUSES)
export const Priority = z.enum(PRIORITIES)

export const BoardSummary = z.object({
  board_id: z.int(),
  project_id: z.int(),
  name: z.string(),
  todo: z.int(),
  doing: z.int(),
  review: z.int(),
  done: z.int(),
})

export const TaskCard = z.object({
  task_id: z.int(),
  board_id: z.int(),
  key: z.string().describe('Project key and number, as people say it: MOB-12.'),
  title: z.string(),
  status: Status,
  priority: Priority,
  assignee_id: z.int().nullable(),
  due_on: z.iso.date().nullable(),
  comments: z.int(),
})

export const TaskPage = z.object({ items: z.array(TaskCard), total: z.int() })

export const board_summary = client(
  { context: BoardContext, cache: 60, input: { board_id: z.int() }, output: BoardSummary },
  ({ board_id }) => {
    const board = reader().select().from(boards).where(eq(boards.id, board_id)).get()
    if (board === undefined) throw notFound('board', board_id)
    const rows = reader()
      .select({ status: tasks.status, n: count() })
      .from(tasks)
      .where(and(eq(tasks.boardId, board_id), isNull(tasks.archivedAt)))
      .groupBy(tasks.status)
      .all()
    const having = (status: string) => rows.find((row) => row.status === status)?.n ?? 0
    return {
      board_id,
      project_id: board.projectId,
      name: board.name,
      todo: having('todo'),
      doing: having('doing'),
      review: having('review'),
      done: having('done'),
    }
  },
)

export const board_tasks = client(
  {
    context: BoardContext,
    cache: 60,
    input: {
      board_id: z.int(),
      status: Status.optional(),
      assignee_id: z.int().optional(),
      ...pageParams,
    },
    output: TaskPage,
    doc: 'The most urgent first.',
  },
  ({ board_id, status, assignee_id, ...page }) => {
    const filter = and(
      eq(tasks.boardId, board_id),
      isNull(tasks.archivedAt),
      status === undefined ? undefined : eq(tasks.status, status),
      assignee_id === undefined ? undefined : eq(tasks.assigneeId, assignee_id),
    )
    const { limit, offset } = toRange(page)
    const items = selectCards(filter).orderBy(desc(urgency), asc(tasks.id)).limit(limit).offset(offset).all()
    return { items, total: reader().select({ n: count() }).from(tasks).where(filter).get()?.n ?? 0 }
  },
)

/** The cards that `filter` lets through, for the caller to order and cut. */
export function selectCards(filter: SQL | undefined) {
  return reader()
    .select({
      task_id: tasks.id,
      board_id: tasks.boardId,
      key: sql<string>`${projects.key} || '-' || ${tasks.id}`,
      title: tasks.title,
      status: tasks.status,
      priority: tasks.priority,
      assignee_id: tasks.assigneeId,
      due_on: tasks.dueOn,
      comments: sql<number>`(SELECT count(*) FROM ${comments} WHERE ${comments.taskId} = ${tasks.id})`,
    })
    .from(tasks)
    .innerJoin(boards, eq(boards.id, tasks.boardId))
    .innerJoin(projects, eq(projects.id, boards.projectId))
    .where(filter)
}

const urgency = sql`CASE ${tasks.priority} WHEN 'urgent' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END`
