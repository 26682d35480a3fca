/** Hono on @hono/node-server, with its `validator` and Zod as its documentation has it. */

import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { validator } from 'hono/validator'
import type { z } from 'zod'
import { type Contestant, getJson, postJson } from './contestant.ts'
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

const app = new Hono()
app.post('/noop', bodyOf(NoopInput), (context) =>
  context.json(NoopOutput.parse({ ok: context.req.valid('json').id > 0 })),
)
app.post('/echo', bodyOf(EchoInput), (context) => context.json(EchoOutput.parse(context.req.valid('json'))))
app.get(
  '/page',
  validator('query', (value, context) => {
    const parsed = PageInput.safeParse({ project_id: Number(value['project_id']) })
    return parsed.success ? parsed.data : context.json(parsed.error.issues, 422)
  }),
  (context) => {
    const { project_id } = context.req.valid('query')
    return context.json(
      Object.fromEntries(
        PAGE_QUERIES.map((name) => [name, PAGE_OUTPUTS[name].parse(page[name](project_id))]),
      ),
    )
  },
)

export const contestant: Contestant = {
  listen: () =>
    new Promise((resolve) => {
      serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) => resolve(info.port))
    }),
  noop: postJson('/noop', { id: 5 }),
  echo: postJson('/echo', ECHO),
  page: [getJson('/page?project_id=5')],
}

function bodyOf<Schema extends z.ZodType>(schema: Schema) {
  return validator('json', (value, context) => {
    const parsed = schema.safeParse(value)
    return parsed.success ? parsed.data : context.json(parsed.error.issues, 422)
  })
}
