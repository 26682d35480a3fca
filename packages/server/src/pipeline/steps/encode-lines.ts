/** Encode, a line for each query as it finishes: a slow one holds up nobody (SPEC.md, CTX-29…32). */
import { encodeEntryHeader, HEADERS } from '@mizan/protocol'
import type { RegisteredContext } from '../../registry/registry.ts'
import { pushIdentity, startHead } from '../answer-head.ts'
import { toCanonicalParams } from '../bundle-text.ts'
import type { BundlePlan, Exchange } from '../exchange.ts'
import type { HeaderPair, PlainAnswer } from '../plain-answer.ts'
import type { PlainRequest } from '../plain-request.ts'
import type { CallFacts } from '../run-call.ts'
import { finishExchange } from '../watch-exchange.ts'
import type { Ready } from './decode.ts'
import { countFailures, pushCacheMark, pushVary, warnTainted } from './encode.ts'
import { invokeQuery, type QueryOutcome } from './invoke.ts'

const ACCEPTED = /(?:^|,)\s*application\/x-ndjson\s*(?:;([^,]*))?(?:,|$)/i
const REFUSED = /(?:^|;)\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/i

export function wantsLines(request: PlainRequest): boolean {
  const accept = request.header('accept')
  if (accept === undefined || request.method === 'HEAD') return false
  const found = ACCEPTED.exec(accept.slice(0, 1024))
  return found !== null && !REFUSED.test(found[1] ?? '')
}

/** Runs the queries too: the head goes out before any of them has ended. */
export function encodeLines(
  exchange: Exchange,
  plan: BundlePlan,
  { ready, facts }: { readonly ready: readonly Ready[]; readonly facts: CallFacts },
): PlainAnswer {
  const context = plan.selection.context.declared
  const entry = encodeEntryHeader(context.name, toCanonicalParams(plan.selection, ready))
  const fits = entry.length <= exchange.service.limits.maxHeaderBytes
  exchange.isStreamed = true
  const { scope } = exchange
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = createWriter(controller)
      if (!fits) write(`{"entry":${JSON.stringify(entry)}}`)
      const runs = ready.map((one) =>
        Promise.resolve(invokeQuery(one, { ...facts, isHeadSent: true })).then((outcome) => {
          write(toLine(one.function.name, outcome))
          return outcome
        }),
      )
      void Promise.all(runs).then((outcomes) => {
        scope.release()
        countFailures(exchange.service, outcomes)
        warnAboutTaints(exchange, context, outcomes)
        write('{"done":true}')
        write(undefined)
        finishExchange(exchange, 200)
      })
    },
    cancel() {
      finishExchange(exchange, 200)
      scope.abort(new DOMException('the client went away', 'AbortError'))
    },
  })
  return { status: 200, headers: toHead(exchange, fits ? entry : undefined), body, ...unread(exchange) }
}

/** Never public: what the runs will read is not known yet. */
function toHead(exchange: Exchange, entry: string | undefined): readonly HeaderPair[] {
  const head = startHead(exchange)
  pushIdentity(head, exchange)
  head.push(['Cache-Control', 'no-store'], ['Vary', 'Accept'])
  pushVary(head, exchange)
  pushCacheMark(head, exchange)
  if (entry !== undefined) head.push([HEADERS.entry, entry])
  head.push(['Content-Type', 'application/x-ndjson'])
  return head
}

/** A stream that nobody reads any more takes nothing; undefined closes it. */
function createWriter(
  controller: ReadableStreamDefaultController<Uint8Array>,
): (line: string | undefined) => void {
  const encoder = new TextEncoder()
  return (line) => {
    try {
      if (line === undefined) controller.close()
      else controller.enqueue(encoder.encode(`${line}\n`))
    } catch {
      // It was cancelled.
    }
  }
}

function toLine(name: string, outcome: QueryOutcome): string {
  if ('failure' in outcome) return `{"fn":"${name}","error":${JSON.stringify(outcome.failure.error)}}`
  return `{"fn":"${name}","result":${outcome.ran.text}}`
}

function warnAboutTaints(
  exchange: Exchange,
  context: RegisteredContext,
  outcomes: readonly QueryOutcome[],
): void {
  const runs = outcomes.flatMap((outcome) => ('ran' in outcome ? [outcome.ran] : []))
  warnTainted(exchange.service, context, runs)
}

function unread(exchange: Exchange): { unreadBody?: true } {
  return exchange.hasUnreadBody ? { unreadBody: true } : {}
}
