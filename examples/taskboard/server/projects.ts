/** Projects: the list in the sidebar, and one project with its figures and its feed. */
import { client, ReactContext } from '@mizan/server'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { ActivityPage, readActivity } from './activity.ts'
import { reader, writer } from './database.ts'
import { pageParams } from './paging.ts'
import { notFound, signedInId } from './refusals.ts'
import { activity, boards, projects, tasks } from './schema.ts'

export const ProjectListContext = new ReactContext('project_list', { doc: 'Every project with its boards.' })
export const ProjectContext = new ReactContext('project', { doc: 'One project.' })

export const BoardLink = z.object({ board_id: z.int(), name: z.string() })

export const ProjectDetails = z.object({
  project_id: z.int(),
  key: z.string(),
  name: z.string(),
  summary: z.string(),
  hue: z.int(),
  lead_id: z.int(),
  created_at: z.date(),
})

export const ProjectLink = z.object({
  project_id: z.int(),
  key: z.string(),
  name: z.string(),
  hue: z.int(),
  boards: z.array(BoardLink),
})

export const ProjectStats = z.object({
  todo: z.int(),
  doing: z.int(),
  review: z.int(),
  done: z.int(),
  overdue: z.int(),
})

const projectInput = { project_id: z.int() }
const NameTaken = { status: 409, details: z.object({ suggestion: z.string() }) }

export const project_list = client(
  { context: ProjectListContext, cache: 60, output: z.array(ProjectLink) },
  () => {
    const links = reader().select().from(boards).orderBy(boards.id).all()
    return reader()
      .select({ project_id: projects.id, key: projects.key, name: projects.name, hue: projects.hue })
      .from(projects)
      .orderBy(projects.id)
      .all()
      .map((project) => ({
        ...project,
        boards: links
          .filter((board) => board.projectId === project.project_id)
          .map((board) => ({ board_id: board.id, name: board.name })),
      }))
  },
)

export const project_details = client(
  { context: ProjectContext, cache: 60, input: projectInput, output: ProjectDetails },
  ({ project_id }) => readProject(project_id),
)

export const project_stats = client(
  { context: ProjectContext, cache: 60, input: projectInput, output: ProjectStats },
  ({ project_id }) => {
    const today = new Date().toISOString().slice(0, 10)
    const open = reader()
      .select({ status: tasks.status, dueOn: tasks.dueOn })
      .from(tasks)
      .innerJoin(boards, eq(boards.id, tasks.boardId))
      .where(and(eq(boards.projectId, project_id), isNull(tasks.archivedAt)))
      .all()
    const having = (status: string) => open.filter((task) => task.status === status).length
    const overdue = open.filter((task) => task.status !== 'done' && task.dueOn !== null && task.dueOn < today)
    return {
      todo: having('todo'),
      doing: having('doing'),
      review: having('review'),
      done: having('done'),
      overdue: overdue.length,
    }
  },
)

export const project_activity = client(
  { context: ProjectContext, cache: 60, input: { ...projectInput, ...pageParams }, output: ActivityPage },
  ({ project_id, ...page }) => readActivity(page, eq(activity.projectId, project_id)),
)

export const create_project = client(
  {
    auth: true,
    affects: ProjectListContext,
    input: { name: z.string().trim().min(1).max(60), key: z.string().regex(/^[A-Z]{2,4}$/) },
    output: ProjectDetails,
    errors: { NAME_TAKEN: NameTaken, KEY_TAKEN: NameTaken },
  },
  ({ name, key }, call) => {
    const taken = (column: typeof projects.name | typeof projects.key, text: string): boolean =>
      writer().select({ id: projects.id }).from(projects).where(eq(column, text)).get() !== undefined
    if (taken(projects.name, name)) throw call.error('NAME_TAKEN', { suggestion: `${name.slice(0, 58)} 2` })
    if (taken(projects.key, key)) throw call.error('KEY_TAKEN', { suggestion: `${key.slice(0, 3)}X` })
    const { id } = writer()
      .insert(projects)
      .values({
        name,
        key,
        summary: '',
        hue: hueOf(key),
        leadId: signedInId(call.user),
        createdAt: new Date(),
      })
      .returning({ id: projects.id })
      .get()
    writer().insert(boards).values({ projectId: id, name: 'Board' }).run()
    return readProject(id, writer())
  },
)

export const update_project = client(
  {
    auth: true,
    // Its figures and its feed stay as they are: only this slice is stale, and the answer brings it.
    affects: project_details,
    merge: ProjectContext,
    input: { ...projectInput, summary: z.string().trim().max(400) },
    output: ProjectDetails,
  },
  ({ project_id, summary }) => {
    writer().update(projects).set({ summary }).where(eq(projects.id, project_id)).run()
    return readProject(project_id, writer())
  },
)

export const create_board = client(
  {
    auth: true,
    affects: ProjectListContext,
    input: { ...projectInput, name: z.string().trim().min(1).max(60) },
    output: BoardLink,
  },
  ({ project_id, name }) => {
    readProject(project_id, writer())
    const { id } = writer()
      .insert(boards)
      .values({ projectId: project_id, name })
      .returning({ id: boards.id })
      .get()
    return { board_id: id, name }
  },
)

function readProject(projectId: number, connection = reader()): z.output<typeof ProjectDetails> {
  const row = connection.select().from(projects).where(eq(projects.id, projectId)).get()
  if (row === undefined) throw notFound('project', projectId)
  const { id, key, name, summary, hue, leadId, createdAt } = row
  return { project_id: id, key, name, summary, hue, lead_id: leadId, created_at: createdAt }
}

function hueOf(key: string): number {
  return Array.from(key).reduce((sum, letter) => sum + letter.charCodeAt(0) * 47, 0) % 360
}
