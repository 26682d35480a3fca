/** The batch request that oRPC's own client sends for the page, taken down from it: its format is the client's business. */
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { BatchLinkPlugin } from '@orpc/client/plugins'
import type { Question } from './contestant.ts'
import { PAGE_QUERIES } from './page-data.ts'

const ORIGIN = 'http://127.0.0.1:1'

export async function orpcBatch(): Promise<Question> {
  const taken = await takeRequest()
  const { pathname, search } = new URL(taken.url)
  const headers = Object.fromEntries(taken.headers)
  const body = taken.method === 'GET' ? {} : { body: await taken.text() }
  return {
    asking: { method: taken.method as 'GET' | 'POST', path: `${pathname}${search}`, headers, ...body },
    unwrap: (answer) => unwrapBatch(answer),
  }
}

async function takeRequest(): Promise<Request> {
  let taken: Request | undefined
  const link = new RPCLink({
    url: `${ORIGIN}/rpc`,
    plugins: [new BatchLinkPlugin({ mode: 'buffered', groups: [{ condition: () => true, context: {} }] })],
    fetch: async (request) => {
      taken ??= request.clone()
      throw new Error('only the request is wanted')
    },
  })
  type Ask = (input: { project_id: number }) => Promise<unknown>
  const asking = createORPCClient(link) as { page: Record<string, Ask> }
  await Promise.allSettled(
    PAGE_QUERIES.map((name) => Promise.resolve(asking.page[name]?.({ project_id: 5 }))),
  )
  if (taken === undefined) throw new Error('the client of oRPC sent nothing')
  return taken
}

function unwrapBatch(answer: unknown): unknown {
  const parts = answer as { index: number; body: { json: unknown } }[]
  const byIndex = new Map(parts.map((part) => [part.index, part.body.json]))
  return Object.fromEntries(PAGE_QUERIES.map((name, at) => [name, byIndex.get(at)]))
}
