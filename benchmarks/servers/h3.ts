/** h3 on its own server, bodies read by `readValidatedBody`. */
import { getValidatedQuery, H3, readValidatedBody, serve } from 'h3'
import { z } from 'zod'
import { type Contestant, getJson, postJson } from './contestant.ts'
import {
  ECHO,
  EchoInput,
  EchoOutput,
  NoopInput,
  NoopOutput,
  PAGE_OUTPUTS,
  PAGE_QUERIES,
  page,
} from './page-data.ts'

const PageQuery = z.object({ project_id: z.coerce.number().int() })

const app = new H3()
  .post('/noop', async (event) => {
    const { id } = await readValidatedBody(event, NoopInput)
    return NoopOutput.parse({ ok: id > 0 })
  })
  .post('/echo', async (event) => EchoOutput.parse(await readValidatedBody(event, EchoInput)))
  .get('/page', async (event) => {
    const { project_id } = await getValidatedQuery(event, PageQuery)
    return Object.fromEntries(
      PAGE_QUERIES.map((name) => [name, PAGE_OUTPUTS[name].parse(page[name](project_id))]),
    )
  })

export const contestant: Contestant = {
  async listen() {
    const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true })
    await server.ready()
    return Number(new URL(server.url ?? '').port)
  },
  noop: postJson('/noop', { id: 5 }),
  echo: postJson('/echo', ECHO),
  page: [getJson('/page?project_id=5')],
}
