/** Hono with its cache middleware, which wants the Cache of the web platform: Node has none, so it is given the simplest there can be, a map. */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { cache } from 'hono/cache'
import { type Contestant, getJson, onlyPage } from './contestant.ts'
import { makeHome } from './home-data.ts'
import { PageInput } from './page-data.ts'

export const contestant: Contestant = onlyPage(
  () =>
    new Promise((resolve) => {
      Object.assign(globalThis, { caches: { open: () => Promise.resolve(createCache()) } })
      const app = new Hono()
      app.use('/home', cache({ cacheName: 'home', cacheControl: 'max-age=3600', wait: true }))
      app.get('/home', (context) => {
        const { project_id } = PageInput.parse({ project_id: Number(context.req.query('project_id')) })
        return context.json(makeHome(project_id))
      })
      serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) => resolve(info.port))
    }),
  getJson('/home?project_id=5'),
)

/** What was put is cloned on its way out, as a Cache does. */
function createCache() {
  const kept = new Map<string, Response>()
  const keyOf = (request: Request | string): string => (typeof request === 'string' ? request : request.url)
  return {
    match: (request: Request | string) => Promise.resolve(kept.get(keyOf(request))?.clone()),
    put(request: Request | string, response: Response) {
      kept.set(keyOf(request), response)
      return Promise.resolve()
    },
  }
}
