/** oRPC on node:http by its RPC handler, pages asked for by its own batch plugins. */
import { createServer } from 'node:http'
import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/node'
import { BatchHandlerPlugin } from '@orpc/server/plugins'
import { type Contestant, postJson } from './contestant.ts'
import { listenOn } from './listen-on.ts'
import { orpcBatch } from './orpc-batch.ts'
import {
  ECHO,
  EchoInput,
  EchoOutput,
  NoopInput,
  NoopOutput,
  PAGE_OUTPUTS,
  PageInput,
  page,
} from './page-data.ts'

const query = <Name extends keyof typeof page>(name: Name) =>
  os
    .input(PageInput)
    .output(PAGE_OUTPUTS[name])
    .handler(({ input }) => page[name](input.project_id) as never)

const router = {
  noop: os
    .input(NoopInput)
    .output(NoopOutput)
    .handler(({ input }) => ({ ok: input.id > 0 })),
  echo: os
    .input(EchoInput)
    .output(EchoOutput)
    .handler(({ input }) => input),
  page: {
    activity: query('activity'),
    boards: query('boards'),
    notices: query('notices'),
    project: query('project'),
    stats: query('stats'),
  },
}

export type OrpcRouter = typeof router

const handler = new RPCHandler(router, { plugins: [new BatchHandlerPlugin()] })

const server = createServer((request, response) => {
  void handler.handle(request, response, { prefix: '/rpc', context: {} }).then(({ matched }) => {
    if (matched) return
    response.statusCode = 404
    response.end()
  })
})

const json = (answer: unknown): unknown => (answer as { json: unknown }).json

export const contestant: Contestant = {
  listen: () => listenOn(server),
  noop: postJson('/rpc/noop', { json: { id: 5 } }, json),
  echo: postJson('/rpc/echo', { json: ECHO }, json),
  page: [await orpcBatch()],
}
