/** The data behind every side, and what is on screen: three queries of one project, three that have nothing to do with it. */
import { z } from 'zod'

export const ProjectInput = z.object({ project_id: z.int() })
export const RenameInput = z.object({ project_id: z.int(), name: z.string() })

export const Details = z.object({ project_id: z.int(), name: z.string(), summary: z.string() })
export const Stats = z.object({ project_id: z.int(), open: z.int(), closed: z.int(), late: z.int() })
export const Activity = z.object({ entries: z.array(z.object({ id: z.int(), text: z.string() })) })
export const Notices = z.object({
  unread: z.int(),
  notices: z.array(z.object({ id: z.int(), text: z.string() })),
})
export const People = z.object({ people: z.array(z.object({ id: z.int(), name: z.string() })) })
export const Usage = z.object({ projects: z.int(), tasks: z.int() })

export const OUTPUTS = {
  project_details: Details,
  project_stats: Stats,
  project_activity: Activity,
  my_notices: Notices,
  people_list: People,
  workspace_usage: Usage,
}

export const PROJECT_ID = 5

export class ProjectStore {
  #name = 'First name'
  #renames = 0

  rename(name: string): z.infer<typeof Details> {
    this.#name = name
    this.#renames++
    return this.details(PROJECT_ID)
  }

  details(project_id: number): z.infer<typeof Details> {
    return { project_id, name: this.#name, summary: 'What it is about, in a sentence or two.' }
  }

  stats(project_id: number): z.infer<typeof Stats> {
    return { project_id, open: 12, closed: 30, late: 2 }
  }

  activity(): z.infer<typeof Activity> {
    const entries = [1, 2].map((id) => ({ id, text: `Task ${id} was closed by somebody` }))
    return { entries: [{ id: 100 + this.#renames, text: `Renamed to ${this.#name}` }, ...entries] }
  }

  notices(): z.infer<typeof Notices> {
    return { unread: 2, notices: [1, 2].map((id) => ({ id, text: `Task ${id} is waiting for you` })) }
  }

  people(): z.infer<typeof People> {
    return { people: [1, 2, 3, 4].map((id) => ({ id, name: `Member number ${id}` })) }
  }

  usage(): z.infer<typeof Usage> {
    return { projects: 12, tasks: 340 }
  }
}
