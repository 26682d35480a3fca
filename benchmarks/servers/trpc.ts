/** tRPC on its standalone server, pages asked for in the batch form of its httpBatchLink. */
import { initTRPC } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { type Contestant, getJson, postJson } from './contestant.ts'
import { listenOn } from './listen-on.ts'
import {
  ECHO,
  EchoInput,
  EchoOutput,
  NoopInput,
  NoopOutput,
  PAGE_OUTPUTS,
  PAGE_QUERIES,
  PageInput,
  page,
} from './page-data.ts'

const t = initTRPC.create()

const query = <Name extends keyof typeof page>(name: Name) =>
  t.procedure
    .input(PageInput)
    .output(PAGE_OUTPUTS[name])
    .query(({ input }) => page[name](input.project_id) as never)

const router = t.router({
  noop: t.procedure
    .input(NoopInput)
    .output(NoopOutput)
    .mutation(({ input }) => ({ ok: input.id > 0 })),
  echo: t.procedure
    .input(EchoInput)
    .output(EchoOutput)
    .mutation(({ input }) => input),
  activity: query('activity'),
  boards: query('boards'),
  notices: query('notices'),
  project: query('project'),
  stats: query('stats'),
})

const server = createHTTPServer({ router })

const data = (answer: unknown): unknown => (answer as { result: { data: unknown } }).result.data

const batchInput = encodeURIComponent(
  JSON.stringify(Object.fromEntries(PAGE_QUERIES.map((_, at) => [at, { project_id: 5 }]))),
)

export const contestant: Contestant = {
  listen: () => listenOn(server),
  noop: postJson('/noop', { id: 5 }, data),
  echo: postJson('/echo', ECHO, data),
  page: [
    getJson(`/${PAGE_QUERIES.join(',')}?batch=1&input=${batchInput}`, (answers) =>
      Object.fromEntries(PAGE_QUERIES.map((name, at) => [name, data((answers as unknown[])[at])])),
    ),
  ],
}
