/** The screen on oRPC with its batch plugin and its TanStack Query binding. */
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { BatchLinkPlugin } from '@orpc/client/plugins'
import { os, type RouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { BatchHandlerPlugin } from '@orpc/server/plugins'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { OUTPUTS, PROJECT_ID, ProjectInput, type ProjectStore, RenameInput } from './project-store.ts'
import type { Screen } from './screen.ts'
import { SlowNetwork } from './slow-network.ts'
import { TanstackScreen } from './tanstack-screen.ts'

export function openOrpc(
  store: ProjectStore,
  latencyMs: number,
  stale: readonly string[] | undefined,
): Screen {
  const router = createRouter(store)
  const handler = new RPCHandler(router, { plugins: [new BatchHandlerPlugin()] })
  const network = new SlowNetwork(async (request) => {
    const { response } = await handler.handle(request, { prefix: '/rpc', context: {} })
    return response ?? new Response(null, { status: 404 })
  }, latencyMs)
  const link = new RPCLink({
    url: 'http://127.0.0.1/rpc',
    plugins: [new BatchLinkPlugin({ mode: 'buffered', groups: [{ condition: () => true, context: {} }] })],
    fetch: network.fetch,
  })
  const asking: RouterClient<typeof router> = createORPCClient(link)
  const options = createTanstackQueryUtils(asking)
  const input = { project_id: PROJECT_ID }
  return new TanstackScreen({
    network,
    stale,
    rename: (name) => asking.rename_project({ ...input, name }),
    queries: {
      project_details: options.project_details.queryOptions({ input }),
      project_stats: options.project_stats.queryOptions({ input }),
      project_activity: options.project_activity.queryOptions({ input }),
      my_notices: options.my_notices.queryOptions(),
      people_list: options.people_list.queryOptions(),
      workspace_usage: options.workspace_usage.queryOptions(),
    },
  })
}

function createRouter(store: ProjectStore) {
  const ofProject = os.input(ProjectInput)
  return {
    project_details: ofProject
      .output(OUTPUTS.project_details)
      .handler(({ input }) => store.details(input.project_id)),
    project_stats: ofProject
      .output(OUTPUTS.project_stats)
      .handler(({ input }) => store.stats(input.project_id)),
    project_activity: ofProject.output(OUTPUTS.project_activity).handler(() => store.activity()),
    my_notices: os.output(OUTPUTS.my_notices).handler(() => store.notices()),
    people_list: os.output(OUTPUTS.people_list).handler(() => store.people()),
    workspace_usage: os.output(OUTPUTS.workspace_usage).handler(() => store.usage()),
    rename_project: os
      .input(RenameInput)
      .output(OUTPUTS.project_details)
      .handler(({ input }) => store.rename(input.name)),
  }
}
