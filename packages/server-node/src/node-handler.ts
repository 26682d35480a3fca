/** A Mizan app as a request listener of node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '@mizan/server'
import { writeAnswer } from './node-answer.ts'
import { toPlainRequest } from './node-request.ts'

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

/** For `createServer(handler)`, and as a handler inside any framework on node:http that has not read the body yet. */
export function createNodeHandler(app: Pick<App, 'handle'>): NodeHandler {
  return (request, response) => {
    app
      .handle(toPlainRequest(request, response))
      .then((answer) => writeAnswer(request, response, answer))
      // An answer that cannot be written any more: its connection is of no use.
      .catch(() => response.destroy())
  }
}
