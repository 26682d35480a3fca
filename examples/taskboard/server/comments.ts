/** What people say about a task. */
import { client } from '@mizan/server'
import { count, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { ActivityContext, recordActivity } from './activity.ts'
import { BoardContext } from './boards.ts'
import { reader, writer } from './database.ts'
import { pageParams, toRange } from './paging.ts'
import { project_activity } from './projects.ts'
import { forbidden, notFound, signedInId } from './refusals.ts'
import { comments } from './schema.ts'
import { readTask, TaskContext } from './tasks.ts'
import { user_stats } from './users.ts'
import { notify, WorkContext } from './work.ts'
import { WorkspaceContext } from './workspace.ts'

export const Comment = z.object({
  comment_id: z.int(),
  task_id: z.int(),
  author_id: z.int(),
  body: z.string(),
  created_at: z.date(),
})

export const CommentPage = z.object({ items: z.array(Comment), total: z.int() })

export const task_comments = client(
  {
    context: TaskContext,
    cache: 60,
    input: { task_id: z.int(), ...pageParams },
    output: CommentPage,
    doc: 'Page 1 is the latest; each page reads downwards.',
  },
  ({ task_id, ...page }) => {
    const ofTask = eq(comments.taskId, task_id)
    const { limit, offset } = toRange(page)
    const latest = selectComments().where(ofTask).orderBy(desc(comments.id)).limit(limit).offset(offset).all()
    const total = reader().select({ n: count() }).from(comments).where(ofTask).get()?.n ?? 0
    return { items: latest.toReversed(), total }
  },
)

const boardOfTask = {
  context: BoardContext,
  params: (_: unknown, comment: z.output<typeof Comment>) => ({
    board_id: readTask(comment.task_id, writer()).board_id,
  }),
}

const statsOfAuthor = {
  function: user_stats,
  params: (_: unknown, comment: z.output<typeof Comment>) => ({ user_id: comment.author_id }),
}

export const add_comment = client(
  {
    auth: true,
    affects: [
      // The task itself stays as it is: of its context, only this slice is stale.
      task_comments,
      boardOfTask,
      statsOfAuthor,
      {
        function: project_activity,
        params: (_, comment) => ({ project_id: readTask(comment.task_id, writer()).project_id }),
      },
      WorkContext,
      WorkspaceContext,
      ActivityContext,
    ],
    input: { task_id: z.int(), body: z.string().trim().min(1).max(4000) },
    output: Comment,
  },
  ({ task_id, body }, call) => {
    const authorId = signedInId(call.user)
    const task = readTask(task_id, writer())
    const written = { taskId: task_id, authorId, body, createdAt: new Date() }
    const { id } = writer().insert(comments).values(written).returning({ id: comments.id }).get()
    recordActivity({
      projectId: task.project_id,
      taskId: task_id,
      actorId: authorId,
      verb: 'commented',
      detail: '',
    })
    if (task.assignee_id !== null)
      notify({ userId: task.assignee_id, actorId: authorId, taskId: task_id, reason: 'commented' })
    return { comment_id: id, task_id, author_id: authorId, body, created_at: written.createdAt }
  },
)

export const remove_comment = client(
  {
    auth: true,
    affects: [
      { function: task_comments, params: (_, comment) => ({ task_id: comment.task_id }) },
      boardOfTask,
      statsOfAuthor,
      WorkspaceContext,
    ],
    input: { comment_id: z.int() },
    output: Comment,
    doc: 'One’s own; staff may remove everybody’s.',
  },
  ({ comment_id }, call) => {
    const comment = writer().select().from(comments).where(eq(comments.id, comment_id)).get()
    if (comment === undefined) throw notFound('comment', comment_id)
    const { id, taskId, authorId, body, createdAt } = comment
    if (authorId !== signedInId(call.user) && call.user?.isStaff !== true)
      throw forbidden('remove this comment')
    writer().delete(comments).where(eq(comments.id, comment_id)).run()
    return { comment_id: id, task_id: taskId, author_id: authorId, body, created_at: createdAt }
  },
)

function selectComments() {
  return reader()
    .select({
      comment_id: comments.id,
      task_id: comments.taskId,
      author_id: comments.authorId,
      body: comments.body,
      created_at: comments.createdAt,
    })
    .from(comments)
}
