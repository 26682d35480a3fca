/** Sidebar, header, page, the open task, and the protocol panel. */
import { type ReactNode, useState } from 'react'
import type { EdgeLog } from '../protocol/edge-log.ts'
import type { ProtocolLog } from '../protocol/protocol-log.ts'
import { ProtocolPanel } from '../protocol/protocol-panel.tsx'
import type { Route } from '../routing/route.ts'
import { navigate } from '../routing/use-route.ts'
import { TaskDrawer } from '../tasks/task-drawer.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { Header } from './header.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'
import { Sidebar } from './sidebar.tsx'

interface AppShellProps {
  readonly route: Route
  readonly log: ProtocolLog
  readonly edge: EdgeLog
  readonly children: ReactNode
}

export function AppShell({ route, log, edge, children }: AppShellProps) {
  const [isPanelOpen, setPanelOpen] = useState(() => window.innerWidth >= 1180)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const closeTask = (): void => navigate({ ...route, taskId: undefined })
  useShortcuts({
    p: () => setPanelOpen((open) => !open),
    '?': () => setHelpOpen(true),
    h: () => navigate({ page: 'home', taskId: undefined }),
    Escape: route.taskId === undefined ? undefined : closeTask,
  })
  return (
    <div className="shell" data-menu={isMenuOpen} data-panel={isPanelOpen}>
      <Sidebar route={route} onNavigate={() => setMenuOpen(false)} />
      <button type="button" className="scrim" aria-label="Close menu" onClick={() => setMenuOpen(false)} />
      <div className="stage">
        <Header
          route={route}
          isPanelOpen={isPanelOpen}
          onPanel={() => setPanelOpen((open) => !open)}
          onMenu={() => setMenuOpen(true)}
        />
        <div className="stage-body">
          <main className="main">{children}</main>
          {route.taskId === undefined ? null : (
            <TaskDrawer key={route.taskId} taskId={route.taskId} onClose={closeTask} />
          )}
        </div>
      </div>
      {isPanelOpen ? <ProtocolPanel log={log} edge={edge} onClose={() => setPanelOpen(false)} /> : null}
      {isHelpOpen ? <ShortcutHelp onClose={() => setHelpOpen(false)} /> : null}
    </div>
  )
}
