/** One project: what it is, how it stands, what happened. */

import { ActivityList } from '../home/activity-list.tsx'
import {
  ProjectContext,
  useCurrentUser,
  useProjectActivity,
  useProjectDetails,
  useProjectList,
  useProjectStats,
} from '../mizan/react.tsx'
import { PersonPopover } from '../people/person-popover.tsx'
import { Link } from '../routing/link.tsx'
import { boardRoute, type Route } from '../routing/route.ts'
import { navigate } from '../routing/use-route.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Pager } from '../ui/pager.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { NewBoard } from './new-board.tsx'
import { ProjectSummary } from './project-summary.tsx'
import { StatusBar } from './status-bar.tsx'

const LIMIT = 10

type ProjectRoute = Route & { readonly page: 'project' }

export function ProjectPage({ route }: { readonly route: ProjectRoute }) {
  return (
    <ProjectContext project_id={route.projectId} limit={LIMIT}>
      <section className="page">
        <ProjectHead />
        <div className="columns">
          <div>
            <h2 className="section-title">Activity</h2>
            <ProjectFeed route={route} />
          </div>
          <aside>
            <ProjectStanding />
            <ProjectBoards projectId={route.projectId} />
          </aside>
        </div>
      </section>
    </ProjectContext>
  )
}

function ProjectHead() {
  const { data, error, refetch } = useProjectDetails()
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <SkeletonLines count={3} />
  return (
    <header className="page-head">
      <p className="eyebrow">{data.key}</p>
      <h1>{data.name}</h1>
      <ProjectSummary project={data} />
      <div className="muted lead">
        Led by <PersonPopover userId={data.lead_id} />
      </div>
    </header>
  )
}

function ProjectStanding() {
  const { data } = useProjectStats()
  return (
    <section className="card">
      <h2 className="card-title">Progress</h2>
      {data === undefined ? <SkeletonLines count={3} /> : <StatusBar counts={data} overdue={data.overdue} />}
    </section>
  )
}

function ProjectBoards({ projectId }: { readonly projectId: number }) {
  const { data } = useProjectList()
  const { data: me } = useCurrentUser()
  const project = data?.find((each) => each.project_id === projectId)
  return (
    <section className="card">
      <h2 className="card-title">Boards</h2>
      <ul className="nav">
        {project?.boards.map((board) => (
          <li key={board.board_id}>
            <Link className="nav-item" to={boardRoute(board.board_id)}>
              <Icon name="board" /> {board.name}
            </Link>
          </li>
        ))}
      </ul>
      {me === null || me === undefined ? null : <NewBoard projectId={projectId} />}
    </section>
  )
}

/** The first page came with the project; the others are entries of their own. */
function ProjectFeed({ route }: { readonly route: ProjectRoute }) {
  const { projectId, number } = route
  const { data } = useProjectActivity(
    number === 1 ? undefined : { project_id: projectId, limit: LIMIT, page: number },
    { keepPrevious: true },
  )
  if (data === undefined) return <SkeletonLines count={8} />
  return (
    <>
      <ActivityList items={data.items} />
      <Pager
        number={number}
        limit={LIMIT}
        total={data.total}
        onChange={(next) => navigate({ ...route, number: next })}
      />
    </>
  )
}
