/** @mizan/server-hono: serves a Mizan app inside a Hono app. */
import type { App } from '@mizan/server'
import type { MiddlewareHandler } from 'hono'

/**
 * For `hono.use(mizan(app))`: answers the app's own paths, lets every other pass on. A body that a middleware before
 * it read through `c.req` is still there.
 */
export function mizan(app: Pick<App, 'fetch' | 'owns'>): MiddlewareHandler {
  return async (context, next) => {
    const { raw } = context.req
    if (!app.owns(raw.url)) return next()
    if (!raw.bodyUsed) return app.fetch(raw)
    const { url, method, headers, signal } = raw
    return app.fetch(new Request(url, { method, headers, signal, body: await context.req.arrayBuffer() }))
  }
}
