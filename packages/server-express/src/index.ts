/** @mizan/server-express: serves a Mizan app inside an Express app. */
import type { ServerResponse } from 'node:http'
import type { App } from '@mizan/server'
import { answerNodeRequest } from '@mizan/server-node'
import type { ExpressRequest } from './express-request.ts'
import { receivedBodyOf } from './received-body.ts'

export type { ExpressRequest } from './express-request.ts'

export type ExpressHandler = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * For `express.use(mizan(app))`, under a prefix or not: answers the app's own paths, lets every other pass on. It reads
 * the body by itself, and takes what `express.json()` before it left.
 */
export function mizan(app: Pick<App, 'handle' | 'owns'>): ExpressHandler {
  return (request, response, next) => {
    // Express cuts the prefix of a mount off `url`.
    const target = request.originalUrl
    if (!app.owns(target)) {
      next()
      return
    }
    const origin = `${request.protocol}://${request.host ?? ''}`
    const body = receivedBodyOf(request)
    void answerNodeRequest(app, { request, response, target, origin, body })
  }
}
