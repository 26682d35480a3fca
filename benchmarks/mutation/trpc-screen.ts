/** The screen on tRPC with its batch link and its TanStack Query binding. */

import { QueryClient } from '@tanstack/query-core'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { OUTPUTS, PROJECT_ID, ProjectInput, type ProjectStore, RenameInput } from './project-store.ts'
import type { Screen } from './screen.ts'
import { SlowNetwork } from './slow-network.ts'
import { TanstackScreen } from './tanstack-screen.ts'

export function openTrpc(
  store: ProjectStore,
  latencyMs: number,
  stale: readonly string[] | undefined,
): Screen {
  const router = createRouter(store)
  const network = new SlowNetwork(
    (req) => fetchRequestHandler({ endpoint: '/trpc', req, router, createContext: () => ({}) }),
    latencyMs,
  )
  const asking = createTRPCClient<typeof router>({
    links: [httpBatchLink({ url: 'http://127.0.0.1/trpc', fetch: network.fetch as never })],
  })
  const options = createTRPCOptionsProxy<typeof router>({ client: asking, queryClient: new QueryClient() })
  const input = { project_id: PROJECT_ID }
  return new TanstackScreen({
    network,
    stale,
    rename: (name) => asking.rename_project.mutate({ ...input, name }),
    queries: {
      project_details: options.project_details.queryOptions(input),
      project_stats: options.project_stats.queryOptions(input),
      project_activity: options.project_activity.queryOptions(input),
      my_notices: options.my_notices.queryOptions(),
      people_list: options.people_list.queryOptions(),
      workspace_usage: options.workspace_usage.queryOptions(),
    },
  })
}

function createRouter(store: ProjectStore) {
  const { procedure, router } = initTRPC.create()
  const ofProject = procedure.input(ProjectInput)
  return router({
    project_details: ofProject
      .output(OUTPUTS.project_details)
      .query(({ input }) => store.details(input.project_id)),
    project_stats: ofProject
      .output(OUTPUTS.project_stats)
      .query(({ input }) => store.stats(input.project_id)),
    project_activity: ofProject.output(OUTPUTS.project_activity).query(() => store.activity()),
    my_notices: procedure.output(OUTPUTS.my_notices).query(() => store.notices()),
    people_list: procedure.output(OUTPUTS.people_list).query(() => store.people()),
    workspace_usage: procedure.output(OUTPUTS.workspace_usage).query(() => store.usage()),
    rename_project: procedure
      .input(RenameInput)
      .output(OUTPUTS.project_details)
      .mutation(({ input }) => store.rename(input.name)),
  })
}
