/** One task, and everything that changes one. */
import { client, ReactContext } from '@mizan/server'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ActivityContext, type ActivityLine, recordActivity } from './activity.ts'
import { BoardContext, Priority, Status } from './boards.ts'
import { reader, writer } from './database.ts'
import { ProjectContext, project_activity, project_stats } from './projects.ts'
import { notFound, signedInId } from './refusals.ts'
import { boards, projects, tasks } from './schema.ts'
import { user_stats } from './users.ts'
import { notify, WorkContext } from './work.ts'
import { WorkspaceContext } from './workspace.ts'

export const TaskContext = new ReactContext('task', { doc: 'One task with its comments.' })

export const Task = z.object({
  task_id: z.int(),
  key: z.string(),
  title: z.string(),
  description: z.string(),
  status: Status,
  priority: Priority,
  assignee_id: z.int().nullable(),
  creator_id: z.int(),
  board_id: z.int(),
  project_id: z.int(),
  reference: z.bigint().describe('Stays with the task whatever project it moves to.'),
  due_on: z.iso.date().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
})

type TaskValue = z.output<typeof Task>

const taskInput = { task_id: z.int() }
const Title = z.string().trim().min(1).max(140)

export const task_details = client(
  { context: TaskContext, cache: 60, input: taskInput, output: Task },
  ({ task_id }) => readTask(task_id),
)

const boardOfResult = {
  context: BoardContext,
  params: (_: unknown, task: TaskValue) => ({ board_id: task.board_id }),
}

/** Every change moves the figures of its project and writes a line into the feeds. */
const figuresAndFeeds = [
  { function: project_stats, params: (_: unknown, task: TaskValue) => ({ project_id: task.project_id }) },
  { function: project_activity, params: (_: unknown, task: TaskValue) => ({ project_id: task.project_id }) },
  WorkContext,
  ActivityContext,
]

const statsOfAssignee = {
  function: user_stats,
  params: (_: unknown, task: TaskValue) => toUserParams(task, [task.assignee_id]),
}

export const create_task = client(
  {
    auth: true,
    affects: [BoardContext, ...figuresAndFeeds, statsOfAssignee, WorkspaceContext],
    input: {
      board_id: z.int(),
      title: Title,
      status: Status.default('todo'),
      priority: Priority.default('none'),
      assignee_id: z.int().nullable().default(null),
    },
    output: Task,
  },
  ({ board_id, title, status, priority, assignee_id }, call) => {
    const creatorId = signedInId(call.user)
    const now = new Date()
    const place = writer().select().from(boards).where(eq(boards.id, board_id)).get()
    if (place === undefined) throw notFound('board', board_id)
    const { id } = writer()
      .insert(tasks)
      .values({
        boardId: board_id,
        title,
        description: '',
        status,
        priority,
        assigneeId: assignee_id,
        creatorId,
        reference: createReference(now),
        createdAt: now,
        updatedAt: now,
      })
      .returning({ id: tasks.id })
      .get()
    const task = readTask(id, writer())
    record(task, { actorId: creatorId, verb: 'created' })
    if (assignee_id !== null)
      notify({ userId: assignee_id, actorId: creatorId, taskId: id, reason: 'assigned' })
    return task
  },
)

export const update_task = client(
  {
    auth: true,
    affects: [task_details, boardOfResult, ...figuresAndFeeds],
    merge: TaskContext,
    input: {
      ...taskInput,
      title: Title.optional(),
      description: z.string().trim().max(4000).optional(),
      priority: Priority.optional(),
      due_on: z.iso.date().nullable().optional(),
    },
    output: Task,
  },
  ({ task_id, title, description, priority, due_on }, call) => {
    const change = { title, description, priority, dueOn: due_on }
    const task = changeTask(task_id, change)
    record(task, { actorId: signedInId(call.user), verb: 'updated' })
    return task
  },
)

export const set_status = client(
  {
    auth: true,
    affects: [task_details, boardOfResult, ...figuresAndFeeds, statsOfAssignee],
    merge: TaskContext,
    input: { ...taskInput, status: Status },
    output: Task,
  },
  ({ task_id, status }, call) => {
    const task = changeTask(task_id, { status })
    const verb = status === 'done' ? 'completed' : 'moved'
    record(task, { actorId: signedInId(call.user), verb, detail: status })
    return task
  },
)

export const assign_task = client(
  {
    auth: true,
    affects: [
      task_details,
      boardOfResult,
      ...figuresAndFeeds,
      {
        function: user_stats,
        before: ({ task_id }: { task_id: number }) => readTask(task_id, writer()).assignee_id,
        params: (args: { assignee_id: number | null }, task: TaskValue, before: unknown) =>
          toUserParams(task, [before as number | null, args.assignee_id]),
      },
    ],
    merge: TaskContext,
    input: { ...taskInput, assignee_id: z.int().nullable() },
    output: Task,
  },
  ({ task_id, assignee_id }, call) => {
    const actorId = signedInId(call.user)
    const task = changeTask(task_id, { assigneeId: assignee_id })
    record(task, { actorId, verb: 'assigned', detail: assignee_id === null ? '' : String(assignee_id) })
    if (assignee_id !== null) notify({ userId: assignee_id, actorId, taskId: task_id, reason: 'assigned' })
    return task
  },
)

/** Where a task is before a move, read inside the move's transaction. */
const readPlace = ({ task_id }: { task_id: number }): TaskValue => readTask(task_id, writer())

export const move_task = client(
  {
    auth: true,
    affects: [
      task_details,
      {
        context: BoardContext,
        before: readPlace,
        params: (_: unknown, to: TaskValue, from: unknown) => [
          { board_id: (from as TaskValue).board_id },
          { board_id: to.board_id },
        ],
      },
      {
        context: ProjectContext,
        before: readPlace,
        params: (_: unknown, to: TaskValue, from: unknown) => [
          { project_id: (from as TaskValue).project_id },
          { project_id: to.project_id },
        ],
      },
      WorkContext,
      ActivityContext,
    ],
    merge: TaskContext,
    input: { ...taskInput, board_id: z.int() },
    output: Task,
    doc: 'Puts a task on another board, of the same or of another project.',
  },
  ({ task_id, board_id }, call) => {
    const board = writer().select().from(boards).where(eq(boards.id, board_id)).get()
    if (board === undefined) throw notFound('board', board_id)
    const task = changeTask(task_id, { boardId: board_id })
    record(task, { actorId: signedInId(call.user), verb: 'moved', detail: board.name })
    return task
  },
)

export function readTask(taskId: number, connection = reader()): TaskValue {
  const row = connection
    .select({
      task_id: tasks.id,
      key: sql<string>`${projects.key} || '-' || ${tasks.id}`,
      title: tasks.title,
      description: tasks.description,
      status: tasks.status,
      priority: tasks.priority,
      assignee_id: tasks.assigneeId,
      creator_id: tasks.creatorId,
      board_id: tasks.boardId,
      project_id: boards.projectId,
      reference: tasks.reference,
      due_on: tasks.dueOn,
      created_at: tasks.createdAt,
      updated_at: tasks.updatedAt,
    })
    .from(tasks)
    .innerJoin(boards, eq(boards.id, tasks.boardId))
    .innerJoin(projects, eq(projects.id, boards.projectId))
    .where(eq(tasks.id, taskId))
    .get()
  if (row === undefined) throw notFound('task', taskId)
  return row
}

type TaskRow = typeof tasks.$inferInsert

/** Undefined members of `change` are left as they are. */
function changeTask(
  taskId: number,
  change: { [Column in keyof TaskRow]?: TaskRow[Column] | undefined },
): TaskValue {
  writer()
    .update(tasks)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(tasks.id, taskId))
    .run()
  return readTask(taskId, writer())
}

/** A line of the feed about this task. */
function record(task: TaskValue, line: Pick<ActivityLine, 'actorId' | 'verb'> & { detail?: string }): void {
  recordActivity({ detail: '', ...line, projectId: task.project_id, taskId: task.task_id })
}

/** With nobody to name the set would be empty, which means everybody: the creator stands in, whose figures did not change. */
function toUserParams(task: TaskValue, userIds: readonly (number | null)[]): { user_id: number }[] {
  const people = userIds.filter((id) => id !== null)
  return (people.length === 0 ? [task.creator_id] : people).map((user_id) => ({ user_id }))
}

/** Milliseconds in the upper bits and chance in the lower 22, below 2^63. */
function createReference(now: Date): bigint {
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return (BigInt(now.getTime()) << 22n) + BigInt(chance >>> 10)
}
