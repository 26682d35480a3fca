/** The second block of README.md, with what it takes for granted. */
import { client, ReactContext } from '@mizan/server'
import { z } from 'zod'

const UserContext = new ReactContext('user')
const ProjectContext = new ReactContext('project')
const InboxContext = new ReactContext('inbox')
const Task = z.object({ id: z.int(), project_id: z.int() })
const tasks = new Map([[1, { id: 1, project_id: 7 }]])
const projectOf = (id: number): number => tasks.get(id)?.project_id ?? 0
const move = (id: number, project_id: number) => {
  tasks.set(id, { id, project_id })
  return { id, project_id }
}

export const project_tasks = client(
  { context: ProjectContext, input: { project_id: z.int() }, output: z.array(Task) },
  ({ project_id }) => [...tasks.values()].filter((task) => task.project_id === project_id),
)
export const inbox_count = client({ context: InboxContext, auth: true, output: z.int() }, () => 1)
export const user_name = client(
  { context: UserContext, input: { user_id: z.int() }, output: z.string() },
  () => 'Ada',
)

// README
export const move_task = client(
  {
    affects: [
      // Where it was and where it is: two targets of one context.
      {
        context: ProjectContext,
        before: ({ id }) => projectOf(id),
        params: ({ project_id }, _result, before) => [{ project_id }, { project_id: before }],
      },
      { context: InboxContext, own: true }, // the caller's own inbox
      { context: UserContext, hidden: true }, // obeyed, but no answer tells whom it concerns
    ],
    input: { id: z.int(), project_id: z.int() },
    output: Task,
  },
  ({ id, project_id }) => move(id, project_id),
)
// /README
