/** What happened, newest first: for the whole workspace and (in `projects.ts`) for one project. */
import { client, ReactContext } from '@mizan/server'
import { and, count, desc, eq, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { reader, writer } from './database.ts'
import { type Page, pageParams, toRange } from './paging.ts'
import { activity, projects, tasks, VERBS } from './schema.ts'

export const ActivityContext = new ReactContext('activity', { doc: 'The workspace’s feed.' })

export const ActivityItem = z.object({
  activity_id: z.int(),
  project_id: z.int(),
  project_key: z.string(),
  task_id: z.int(),
  board_id: z.int(),
  task_title: z.string(),
  actor_id: z.int(),
  verb: z.enum(VERBS),
  detail: z.string(),
  created_at: z.date(),
})

export const ActivityPage = z.object({ items: z.array(ActivityItem), total: z.int() })

export const activity_feed = client(
  { context: ActivityContext, cache: 60, input: pageParams, output: ActivityPage },
  (page) => readActivity(page),
)

export function readActivity(page: Page, filter?: SQL): z.output<typeof ActivityPage> {
  const { limit, offset } = toRange(page)
  const items = reader()
    .select({
      activity_id: activity.id,
      project_id: activity.projectId,
      project_key: projects.key,
      task_id: activity.taskId,
      board_id: tasks.boardId,
      task_title: tasks.title,
      actor_id: activity.actorId,
      verb: activity.verb,
      detail: activity.detail,
      created_at: activity.createdAt,
    })
    .from(activity)
    .innerJoin(tasks, eq(tasks.id, activity.taskId))
    .innerJoin(projects, eq(projects.id, activity.projectId))
    .where(and(filter))
    .orderBy(desc(activity.createdAt), desc(activity.id))
    .limit(limit)
    .offset(offset)
    .all()
  const total = reader().select({ n: count() }).from(activity).where(and(filter)).get()?.n ?? 0
  return { items, total }
}

export type ActivityLine = Omit<typeof activity.$inferInsert, 'id' | 'createdAt'>

/** Writes one line of the feed, inside the mutation's transaction. */
export function recordActivity(line: ActivityLine): void {
  writer()
    .insert(activity)
    .values({ ...line, createdAt: new Date() })
    .run()
}
