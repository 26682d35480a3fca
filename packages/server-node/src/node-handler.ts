/** A Mizan app as a request listener of node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '@mizan/server'
import { writeAnswer } from './node-answer.ts'
import { announcedLength, type NodeExchange, toPlainRequest } from './node-request.ts'
import { WholeRequest } from './whole-request.ts'

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

/** For `createServer(handler)`, and as a handler inside any framework on node:http that has not read the body yet. */
export function createNodeHandler(app: Pick<App, 'handle'>): NodeHandler {
  return (request, response) => {
    const length = request instanceof WholeRequest ? announcedLength(request) : 0
    if (length === 0) void answer(app, { request, response })
    else (request as WholeRequest).whenWhole(length, (body) => void answer(app, { request, response }, body))
  }
}

/** For adapters: settles when the answer is written, or cannot be. Never rejects. */
export async function answerNodeRequest(app: Pick<App, 'handle'>, exchange: NodeExchange): Promise<void> {
  await answer(app, exchange)
}

/** A promise only where something has to be waited for. */
function answer(
  app: Pick<App, 'handle'>,
  exchange: NodeExchange,
  whole?: Uint8Array,
): Promise<void> | undefined {
  const { request, response } = exchange
  // An answer that cannot be written any more: its connection is of no use.
  const giveUp = (): void => void response.destroy()
  try {
    const made = app.handle(toPlainRequest(exchange, whole))
    const written =
      made instanceof Promise
        ? made.then((late) => writeAnswer(request, response, late))
        : writeAnswer(request, response, made)
    return written?.catch(giveUp)
  } catch {
    giveUp()
    return undefined
  }
}
