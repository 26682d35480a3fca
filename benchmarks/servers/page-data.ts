/** What every server answers with, and the Zod schemas that every side validates by. */
import { z } from 'zod'

export const NoopInput = z.object({ id: z.int() })
export const NoopOutput = z.object({ ok: z.boolean() })

export const EchoItem = z.object({
  id: z.int(),
  title: z.string(),
  done: z.boolean(),
  priority: z.enum(['low', 'normal', 'high']),
  points: z.number(),
})
export const EchoInput = z.object({ board: z.string(), items: z.array(EchoItem) })
export const EchoOutput = EchoInput

export type Echo = z.infer<typeof EchoInput>

export const PageInput = z.object({ project_id: z.int() })
export const Member = z.object({ id: z.int(), name: z.string(), email: z.string() })
export const Project = z.object({
  project_id: z.int(),
  name: z.string(),
  summary: z.string(),
  members: z.array(Member),
})
export const Stats = z.object({
  project_id: z.int(),
  open: z.int(),
  closed: z.int(),
  late: z.int(),
  velocity: z.number(),
})
export const Task = z.object({
  id: z.int(),
  title: z.string(),
  status: z.enum(['open', 'closed']),
  assignee: z.int(),
})
export const Board = z.object({ id: z.int(), name: z.string(), tasks: z.array(Task) })
export const Boards = z.object({ boards: z.array(Board) })
export const Activity = z.object({
  entries: z.array(z.object({ id: z.int(), text: z.string(), by: z.int() })),
})
export const Notices = z.object({
  unread: z.int(),
  notices: z.array(z.object({ id: z.int(), text: z.string() })),
})

/** About 2 kB as JSON. */
export const ECHO: Echo = {
  board: 'Release of the autumn',
  items: Array.from({ length: 21 }, (_, at) => ({
    id: 1000 + at,
    title: `Task ${at}: the long title of a card on a board`,
    done: at % 3 === 0,
    priority: at % 2 === 0 ? ('normal' as const) : ('high' as const),
    points: at / 2,
  })),
}

const members = [3, 4, 5].map((id) => ({ id, name: `Member ${id}`, email: `member.${id}@example.org` }))
const tasks = [1, 2, 3, 4].map((id) => ({
  id,
  title: `Write part ${id}`,
  status: 'open' as const,
  assignee: 3,
}))

/** The five queries of the page: each makes its answer anew, as one that asks a database would. */
export const page = {
  project: (id: number) => ({
    project_id: id,
    name: `Project ${id}`,
    summary: 'What it is about.',
    members: [...members],
  }),
  stats: (id: number) => ({ project_id: id, open: 12, closed: 30, late: 2, velocity: 3.5 }),
  boards: (id: number) => ({
    boards: [
      { id, name: 'Now', tasks: [...tasks] },
      { id: id + 1, name: 'Next', tasks: [] },
    ],
  }),
  activity: (id: number) => ({
    entries: [1, 2, 3].map((at) => ({ id: at, text: `Project ${id} changed`, by: 3 })),
  }),
  notices: (id: number) => ({ unread: 1, notices: [{ id, text: 'A task is late' }] }),
}

export const PAGE_OUTPUTS = {
  activity: Activity,
  boards: Boards,
  notices: Notices,
  project: Project,
  stats: Stats,
}

export type PageQuery = keyof typeof page

/** In byte order, as the protocol writes a bundle. */
export const PAGE_QUERIES: readonly PageQuery[] = ['activity', 'boards', 'notices', 'project', 'stats']
