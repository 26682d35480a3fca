/** @mizan/server/opentelemetry: spans of requests and of the functions that they run, and metrics of the origin cache. */
import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { RequestSpan, TracedOutcome, TracedRequest, TracedRun, Tracing } from './pipeline/tracing.ts'

export { type CacheMetricsOptions, observeCache } from './cache/cache-metrics.ts'

export interface OpenTelemetryOptions {
  /** Default: `trace.getTracer('@mizan/server')` of the provider that the process registered. */
  readonly tracer?: Tracer
}

/** For the option `tracing` of `createApp`. The caller's trace goes on by the propagator that the process registered (`traceparent`). */
export function openTelemetry(options: OpenTelemetryOptions = {}): Tracing {
  const tracer = options.tracer ?? trace.getTracer('@mizan/server')
  return {
    request(request, work) {
      const parent = propagation.extract(context.active(), request, HEADERS)
      const span = startRequest(tracer, request, parent)
      return context.with(trace.setSpan(parent, span), () => work(toRequestSpan(span, request)))
    },
    run(run, work) {
      const span = tracer.startSpan(run.function, { attributes: attributesOf(run) })
      return context.with(trace.setSpan(context.active(), span), () => endAfter(span, work))
    },
  }
}

const HEADERS: TextMapGetter<TracedRequest> = {
  get: (request, name) => request.header(name.toLowerCase()),
  // Propagators look for names that they know.
  keys: () => [],
}

function startRequest(tracer: Tracer, { id, method, path }: TracedRequest, parent: Context): Span {
  const attributes = { 'http.request.method': method, 'url.path': path, 'mizan.request_id': id }
  return tracer.startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, parent)
}

function toRequestSpan(span: Span, { method }: TracedRequest): RequestSpan {
  return {
    end(outcome) {
      const name = outcome.function ?? outcome.context
      if (name !== undefined) span.updateName(`${method} ${name}`)
      span.setAttributes(outcomeAttributes(outcome))
      if (outcome.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

function outcomeAttributes(outcome: TracedOutcome): Record<string, string | number | string[]> {
  const { status, code, cause, targets } = outcome
  return {
    'http.response.status_code': status,
    ...(outcome.function === undefined ? {} : { 'mizan.function': outcome.function }),
    ...(outcome.context === undefined ? {} : { 'mizan.context': outcome.context }),
    ...(code === undefined ? {} : { 'error.type': code }),
    ...(cause === undefined ? {} : { 'mizan.cause': cause }),
    ...(targets.length === 0 ? {} : { 'mizan.targets': [...targets] }),
  }
}

function attributesOf(run: TracedRun): Record<string, string> {
  return { 'mizan.function': run.function, 'mizan.kind': run.kind }
}

/** What the work threw is recorded, and thrown on. */
function endAfter<Result>(span: Span, work: () => Result): Result {
  try {
    const result = work()
    if (!(result instanceof Promise)) {
      span.end()
      return result
    }
    return result.then(
      (value: unknown) => {
        span.end()
        return value
      },
      (error: unknown) => fail(span, error),
    ) as Result
  } catch (error) {
    return fail(span, error)
  }
}

function fail(span: Span, error: unknown): never {
  span.recordException(error instanceof Error ? error : String(error))
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
  throw error
}
