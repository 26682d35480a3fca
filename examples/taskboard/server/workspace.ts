/** The workspace as its staff sees it. */
import { client, ReactContext } from '@mizan/server'
import { and, count, eq, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { BoardContext } from './boards.ts'
import { reader, writer } from './database.ts'
import { project_stats } from './projects.ts'
import { comments, tasks, users } from './schema.ts'

export const WorkspaceContext = new ReactContext('workspace', { doc: 'Figures for staff.' })

export const WorkspaceUsage = z.object({
  people: z.int(),
  tasks: z.int(),
  archived_tasks: z.int(),
  comments: z.int(),
  storage_bytes: z.bigint(),
})

export const workspace_usage = client(
  { context: WorkspaceContext, auth: 'staff', output: WorkspaceUsage },
  () => {
    const stored = reader().select({ bytes: users.storageBytes }).from(users).all()
    const kept = reader().select({ n: count() }).from(tasks).where(isNull(tasks.archivedAt)).get()?.n ?? 0
    const all = reader().select({ n: count() }).from(tasks).get()?.n ?? 0
    return {
      people: stored.length,
      tasks: kept,
      archived_tasks: all - kept,
      comments: reader().select({ n: count() }).from(comments).get()?.n ?? 0,
      storage_bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0n),
    }
  },
)

export const archive_done_tasks = client(
  {
    auth: 'staff',
    // No argument names a board or a project: every entry of these is stale.
    affects: [BoardContext, project_stats, WorkspaceContext],
    input: { idle_days: z.int().min(0).max(365).default(14) },
    output: z.object({ archived: z.int() }),
    doc: 'Puts away what has been done and quiet for that long, on every board.',
  },
  ({ idle_days }) => {
    const before = new Date(Date.now() - idle_days * 86_400_000)
    const idle = and(eq(tasks.status, 'done'), isNull(tasks.archivedAt), lt(tasks.updatedAt, before))
    const { changes } = writer().update(tasks).set({ archivedAt: new Date() }).where(idle).run()
    return { archived: changes }
  },
)
