/** A request as those see it who make spans of it. */
import { encodeTarget } from '@mizan/protocol'
import type { Exchange } from './exchange.ts'
import type { TracedOutcome, TracedRequest } from './tracing.ts'

export function toTraced({ id, request, tracked }: Exchange): TracedRequest {
  return { id, method: request.method, path: tracked.path, header: (name) => request.header(name) }
}

export function toOutcome(exchange: Exchange, status: number): TracedOutcome {
  return {
    status,
    function: exchange.function?.name,
    context: exchange.context,
    code: exchange.code,
    cause: exchange.cause,
    targets: exchange.purged.map(encodeTarget),
  }
}
