/** The app: its client, its shell, and the page that the address names. */
import { clientEvents, createClient } from '@mizan/client'
import { BoardPage } from './boards/board-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { AppShell } from './layout/app-shell.tsx'
import { MizanProvider } from './mizan/react.tsx'
import { PeoplePage } from './people/people-page.tsx'
import { ProjectPage } from './projects/project-page.tsx'
import { createEdgeLog, observePage } from './protocol/edge-log.ts'
import { createProtocolLog } from './protocol/protocol-log.ts'
import type { Route } from './routing/route.ts'
import { useRoute } from './routing/use-route.ts'
import { EmptyState } from './ui/empty-state.tsx'
import { ToastProvider } from './ui/toasts.tsx'

const client = createClient({ baseUrl: '/api/mizan' })
const log = createProtocolLog(clientEvents(client))
const edge = createEdgeLog(observePage)

export function App() {
  const route = useRoute()
  return (
    <MizanProvider client={client}>
      <ToastProvider>
        <AppShell route={route} log={log} edge={edge}>
          <CurrentPage route={route} />
        </AppShell>
      </ToastProvider>
    </MizanProvider>
  )
}

function CurrentPage({ route }: { readonly route: Route }) {
  if (route.page === 'home') return <HomePage />
  if (route.page === 'people') return <PeoplePage />
  if (route.page === 'project') return <ProjectPage key={route.projectId} route={route} />
  if (route.page === 'board') return <BoardPage key={route.boardId} route={route} />
  return <EmptyState icon="board" title="There is nothing at this address." />
}
