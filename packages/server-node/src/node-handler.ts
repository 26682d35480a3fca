/** A Mizan app as a request listener of node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '@mizan/server'
import { writeAnswer } from './node-answer.ts'
import { type NodeExchange, toPlainRequest } from './node-request.ts'

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

/** For `createServer(handler)`, and as a handler inside any framework on node:http that has not read the body yet. */
export function createNodeHandler(app: Pick<App, 'handle'>): NodeHandler {
  return (request, response) => void answerNodeRequest(app, { request, response })
}

/** For adapters: settles when the answer is written, or cannot be. Never rejects. */
export async function answerNodeRequest(app: Pick<App, 'handle'>, exchange: NodeExchange): Promise<void> {
  const { request, response } = exchange
  try {
    await writeAnswer(request, response, await app.handle(toPlainRequest(exchange)))
  } catch {
    // An answer that cannot be written any more: its connection is of no use.
    response.destroy()
  }
}
