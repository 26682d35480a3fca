/** Where one is, and who one is. */
import { useProjectList } from '../mizan/react.tsx'
import { ProjectMark } from '../projects/project-mark.tsx'
import { Link } from '../routing/link.tsx'
import { projectRoute, type Route } from '../routing/route.ts'
import { Icon } from '../ui/icon.tsx'
import { AccountMenu } from './account-menu.tsx'

interface HeaderProps {
  readonly route: Route
  readonly isPanelOpen: boolean
  readonly onPanel: () => void
  readonly onMenu: () => void
}

export function Header({ route, isPanelOpen, onPanel, onMenu }: HeaderProps) {
  return (
    <header className="header">
      <button type="button" className="button-icon only-small" aria-label="Menu" onClick={onMenu}>
        <Icon name="menu" />
      </button>
      <Crumbs route={route} />
      <button type="button" className="button" aria-pressed={isPanelOpen} onClick={onPanel}>
        <Icon name="pulse" /> <span className="not-small">Protocol</span>
      </button>
      <AccountMenu />
    </header>
  )
}

function Crumbs({ route }: { readonly route: Route }) {
  const { data: projects } = useProjectList()
  if (route.page === 'home') return <p className="crumbs">Home</p>
  if (route.page === 'people') return <p className="crumbs">People</p>
  if (route.page === 'missing') return <p className="crumbs">Nothing here</p>
  const project = projects?.find((each) =>
    route.page === 'project'
      ? each.project_id === route.projectId
      : each.boards.some(({ board_id }) => board_id === route.boardId),
  )
  if (project === undefined) return <p className="crumbs"> </p>
  const board =
    route.page === 'board' ? project.boards.find((each) => each.board_id === route.boardId) : undefined
  return (
    <nav className="crumbs" aria-label="Breadcrumbs">
      <Link to={projectRoute(project.project_id)}>
        <ProjectMark hue={project.hue} /> {project.name}
      </Link>
      {board === undefined ? null : (
        <>
          <Icon name="right" size={12} />
          <span>{board.name}</span>
        </>
      )}
    </nav>
  )
}
