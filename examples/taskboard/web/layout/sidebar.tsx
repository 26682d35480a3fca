/** Where to go: the reader's desk, every project with its boards, and the team. */
import { useState } from 'react'
import { useCurrentUser, usePeopleList, useProjectList } from '../mizan/react.tsx'
import { PersonPopover } from '../people/person-popover.tsx'
import { NewProject } from '../projects/new-project.tsx'
import { ProjectMark } from '../projects/project-mark.tsx'
import { Link } from '../routing/link.tsx'
import { boardRoute, projectRoute, type Route } from '../routing/route.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'

interface SidebarProps {
  readonly route: Route
  readonly onNavigate: () => void
}

export function Sidebar({ route, onNavigate }: SidebarProps) {
  return (
    // Any link in here closes the sidebar on a small screen.
    <nav
      className="sidebar"
      aria-label="Workspace"
      onClickCapture={(event) => isLink(event.target) && onNavigate()}
    >
      <p className="brand">
        <span className="brand-mark" aria-hidden="true" />
        Taskboard
      </p>
      <ul className="nav">
        <li>
          <Link
            className="nav-item"
            to={{ page: 'home', taskId: undefined }}
            isCurrent={route.page === 'home'}
          >
            <Icon name="home" /> Home
          </Link>
        </li>
        <li>
          <Link
            className="nav-item"
            to={{ page: 'people', taskId: undefined }}
            isCurrent={route.page === 'people'}
          >
            <Icon name="people" /> People
          </Link>
        </li>
      </ul>
      <ProjectNav route={route} />
      <TeamNav />
    </nav>
  )
}

function ProjectNav({ route }: { readonly route: Route }) {
  const { data, error, refetch } = useProjectList()
  const { data: me } = useCurrentUser()
  const [isAdding, setAdding] = useState(false)
  return (
    <section className="nav-section">
      <header className="nav-head">
        <h2>Projects</h2>
        {me === null || me === undefined ? null : (
          <button
            type="button"
            className="button-icon"
            aria-label="New project"
            onClick={() => setAdding(true)}
          >
            <Icon name="plus" />
          </button>
        )}
      </header>
      {error === undefined ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined ? <SkeletonLines count={6} /> : null}
      <ul className="nav">
        {data?.map((project) => (
          <li key={project.project_id}>
            <Link
              className="nav-item"
              to={projectRoute(project.project_id)}
              isCurrent={route.page === 'project' && route.projectId === project.project_id}
            >
              <ProjectMark hue={project.hue} /> {project.name}
            </Link>
            <ul className="nav nav-inner">
              {project.boards.map((board) => (
                <li key={board.board_id}>
                  <Link
                    className="nav-item"
                    to={boardRoute(board.board_id)}
                    isCurrent={route.page === 'board' && route.boardId === board.board_id}
                  >
                    {board.name}
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {isAdding ? <NewProject onClose={() => setAdding(false)} /> : null}
    </section>
  )
}

function TeamNav() {
  const { data } = usePeopleList({})
  return (
    <section className="nav-section">
      <header className="nav-head">
        <h2>Team</h2>
      </header>
      {data === undefined ? <SkeletonLines count={5} /> : null}
      <ul className="nav team">
        {data?.user_ids.map((userId) => (
          <li key={userId}>
            <PersonPopover userId={userId} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function isLink(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a') !== null
}
