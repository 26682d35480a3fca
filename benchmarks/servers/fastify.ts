/** Fastify with its own schemas: Ajv for what comes in, fast-json-stringify for what goes out, as its documentation has it. */
import { fastify } from 'fastify'
import { z } from 'zod'
import { type Contestant, getJson, postJson } from './contestant.ts'
import {
  ECHO,
  type Echo,
  EchoInput,
  EchoOutput,
  NoopInput,
  NoopOutput,
  PAGE_OUTPUTS,
  PAGE_QUERIES,
  PageInput,
  page,
} from './page-data.ts'

const app = fastify()

app.post(
  '/noop',
  { schema: { body: schemaOf(NoopInput), response: { 200: schemaOf(NoopOutput) } } },
  async (request) => ({
    ok: (request.body as { id: number }).id > 0,
  }),
)
app.post(
  '/echo',
  { schema: { body: schemaOf(EchoInput), response: { 200: schemaOf(EchoOutput) } } },
  async (request) => request.body as Echo,
)
app.get(
  '/page',
  { schema: { querystring: schemaOf(PageInput), response: { 200: schemaOf(z.object(PAGE_OUTPUTS)) } } },
  async (request) => {
    const { project_id } = request.query as { project_id: number }
    return Object.fromEntries(PAGE_QUERIES.map((name) => [name, page[name](project_id)]))
  },
)

export const contestant: Contestant = {
  async listen() {
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    return Number(new URL(url).port)
  },
  noop: postJson('/noop', { id: 5 }),
  echo: postJson('/echo', ECHO),
  page: [getJson('/page?project_id=5')],
}

function schemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { target: 'draft-7' })
}
