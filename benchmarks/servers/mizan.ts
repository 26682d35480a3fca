/** Mizan on node:http, by its own server. */
import { client, createApp, ReactContext } from '@mizan/server'
import { serve } from '@mizan/server-node'
import { type Contestant, getJson, postJson } from './contestant.ts'
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

const PageContext = new ReactContext('page')

const query = <Name extends keyof typeof page>(name: Name) =>
  client(
    { context: PageContext, input: PageInput, output: PAGE_OUTPUTS[name] },
    ({ project_id }) => page[name](project_id) as never,
  )

export const app = createApp({
  modules: [
    {
      noop: client({ affects: 'nothing', input: NoopInput, output: NoopOutput }, ({ id }) => ({
        ok: id > 0,
      })),
      echo: client({ affects: 'nothing', input: EchoInput, output: EchoOutput }, (echo) => echo),
      activity: query('activity'),
      boards: query('boards'),
      notices: query('notices'),
      project: query('project'),
      stats: query('stats'),
    },
  ],
})

const result = (answer: unknown): unknown => (answer as { result: unknown }).result

export const contestant: Contestant = {
  async listen() {
    const { url } = await serve(app)
    return Number(new URL(url).port)
  },
  noop: postJson('/api/mizan/call/', { fn: 'noop', args: { id: 5 } }, result),
  echo: postJson('/api/mizan/call/', { fn: 'echo', args: ECHO }, result),
  page: [getJson('/api/mizan/ctx/page/?project_id=5')],
}
