/** What is private to the reader: their own open tasks and their notifications. */
import { client, ReactContext } from '@mizan/server'
import { and, asc, desc, eq, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { selectCards, TaskCard } from './boards.ts'
import { reader, writer } from './database.ts'
import { signedInId } from './refusals.ts'
import { notifications, tasks } from './schema.ts'

export const WorkContext = new ReactContext('work', { doc: 'The reader’s own desk.' })

const SHOWN_NOTIFICATIONS = 12

export const Notification = z.object({
  notification_id: z.int(),
  actor_id: z.int(),
  task_id: z.int(),
  board_id: z.int(),
  task_title: z.string(),
  reason: z.enum(['assigned', 'commented']),
  created_at: z.date(),
  is_read: z.boolean(),
})

export const my_work = client({ context: WorkContext, auth: true, output: z.array(TaskCard) }, (_, call) => {
  const mine = and(
    eq(tasks.assigneeId, signedInId(call.user)),
    ne(tasks.status, 'done'),
    isNull(tasks.archivedAt),
  )
  return selectCards(mine)
    .orderBy(asc(isNull(tasks.dueOn)), asc(tasks.dueOn), asc(tasks.id))
    .all()
})

export const my_notifications = client(
  { context: WorkContext, auth: true, output: z.array(Notification) },
  (_, call) =>
    reader()
      .select({
        notification_id: notifications.id,
        actor_id: notifications.actorId,
        task_id: notifications.taskId,
        board_id: tasks.boardId,
        task_title: tasks.title,
        reason: notifications.reason,
        created_at: notifications.createdAt,
        read_at: notifications.readAt,
      })
      .from(notifications)
      .innerJoin(tasks, eq(tasks.id, notifications.taskId))
      .where(eq(notifications.userId, signedInId(call.user)))
      .orderBy(desc(notifications.createdAt))
      .limit(SHOWN_NOTIFICATIONS)
      .all()
      .map(({ read_at, ...notification }) => ({ ...notification, is_read: read_at !== null })),
)

export const read_notifications = client(
  {
    auth: true,
    affects: { function: my_notifications, own: true },
    doc: 'Marks all of the reader’s as read.',
  },
  (_, call) => {
    const unread = and(eq(notifications.userId, signedInId(call.user)), isNull(notifications.readAt))
    writer().update(notifications).set({ readAt: new Date() }).where(unread).run()
  },
)

/** Tells `userId`, unless it was their own doing. Inside the mutation's transaction. */
export function notify(
  line: Pick<typeof notifications.$inferInsert, 'userId' | 'actorId' | 'taskId' | 'reason'>,
): void {
  if (line.userId === line.actorId) return
  writer()
    .insert(notifications)
    .values({ ...line, createdAt: new Date() })
    .run()
}
