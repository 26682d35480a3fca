/** How every project stands, each from its own entry. */

import { type ProjectLink, useProjectList, useProjectStats } from '../mizan/react.tsx'
import { ProjectMark } from '../projects/project-mark.tsx'
import { StatusBar } from '../projects/status-bar.tsx'
import { Link } from '../routing/link.tsx'
import { projectRoute } from '../routing/route.ts'
import { SkeletonLines } from '../ui/skeleton.tsx'

export function ProjectOverview() {
  const { data } = useProjectList()
  if (data === undefined) return <SkeletonLines count={4} />
  return (
    <ul className="overview">
      {data.map((project) => (
        <li key={project.project_id} className="card" data-project={project.project_id}>
          <ProjectStanding project={project} />
        </li>
      ))}
    </ul>
  )
}

function ProjectStanding({ project }: { readonly project: ProjectLink }) {
  const { data } = useProjectStats({ project_id: project.project_id })
  const total = data === undefined ? undefined : data.todo + data.doing + data.review + data.done
  return (
    <>
      <header className="card-head">
        <h2 className="card-title">
          <Link to={projectRoute(project.project_id)}>
            <ProjectMark hue={project.hue} /> {project.name}
          </Link>
        </h2>
        <span className="muted" data-total={total}>
          {total === undefined ? '' : `${total} tasks`}
        </span>
      </header>
      {data === undefined ? <SkeletonLines count={2} /> : <StatusBar counts={data} overdue={data.overdue} />}
    </>
  )
}
