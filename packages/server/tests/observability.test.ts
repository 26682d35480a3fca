/** What those see who run an app: log lines, counters, spans. */
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type AppOptions,
  type Call,
  client,
  createJsonLog,
  type LogRecord,
  ReactContext,
} from '@mizan/server'
import { openTelemetry } from '@mizan/server/opentelemetry'
import {
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, call, fetchContext } from './support/ask.ts'
import { createGate, FakeClock, settle } from './support/fake-clock.ts'
import { createPeople, UserContext } from './support/people.ts'

const ADA = { 'x-user': 'ada' }
const secretly = client(
  {
    affects: { context: UserContext, params: () => ({ user_id: 9 }), hidden: true },
    route: '/hook/:id/',
    input: { id: z.int() },
  },
  () => new Response('done', { status: 202 }),
)

function createLogged(extra: object = {}, options: AppOptions = {}) {
  const records: LogRecord[] = []
  const people = createPeople({ secretly, ...extra }, { log: (record) => records.push(record), ...options })
  return { ...people, records }
}

describe('the log', () => {
  test('has one record a request', async () => {
    const { app, records } = createLogged()
    const called = await call(app, 'update_profile', { user_id: 5, name: 'Bo' }, { headers: ADA })
    expect(records).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        id: called.headers.get('x-request-id'),
        method: 'POST',
        path: '/api/mizan/call/',
        function: 'update_profile',
        user: 'ada',
        status: 200,
        ms: expect.any(Number),
        targets: ['user;user_id=5'],
        cause: called.headers.get('x-mizan-cause'),
      },
    ])
    await fetchContext(app, 'user', 'user_id=5')
    expect(records[1]).toMatchObject({
      method: 'GET',
      path: '/api/mizan/ctx/user/',
      context: 'user',
      user: null,
    })
    expect(records[1]).not.toHaveProperty('function')
    await ask(app, 'POST', '/hook/7/', { headers: ADA })
    expect(records[2]).toMatchObject({
      path: '/hook/7/',
      function: 'secretly',
      status: 202,
      targets: ['user;user_id=9'],
    })
    expect(records).toHaveLength(3)
  })
  test('of what was refused, with its code', async () => {
    const { app, records } = createLogged()
    await call(app, 'nothing')
    await call(app, 'update_profile', { user_id: 5, name: 'taken' })
    await call(app, 'update_profile', { user_id: 5, name: 'boom' })
    await ask(app, 'GET', '/api/mizan/ctx/inbox/')
    await ask(app, 'PUT', '/a\u2028b\n/?token=secret')
    expect(records.map(({ status, code, targets }) => [status, code, targets])).toEqual([
      [404, 'NOT_FOUND', []],
      [409, 'NAME_TAKEN', []],
      [500, 'INTERNAL', ['user;user_id=5']],
      [401, 'UNAUTHORIZED', []],
      [404, 'NOT_FOUND', []],
    ])
    expect(JSON.stringify(records)).not.toContain('secret')
  })
  test('of an answer given again', async () => {
    const { app, records } = createLogged()
    const headers = { ...ADA, 'idempotency-key': 'k' }
    for (let count = 0; count < 2; count += 1)
      await call(app, 'update_profile', { user_id: 5, name: 'Bo' }, { headers })
    expect(records[1]).toMatchObject({
      replayed: true,
      cause: records[0]?.cause,
      targets: ['user;user_id=5'],
    })
    expect(records[0]).not.toHaveProperty('replayed')
  })
  test('of a request that ran into its deadline: once', async () => {
    const gate = createGate()
    const clock = new FakeClock()
    const slow = client({ affects: UserContext }, () => gate.opened)
    const { app, records } = createLogged({ slow }, { clock })
    const answer = call(app, 'slow')
    await clock.advance(30_000)
    await answer
    gate.open()
    await settle()
    expect(records.map(({ status, code }) => [status, code])).toEqual([[503, 'UNAVAILABLE']])
  })
  test('of lines: with the last one, or when nobody reads on', async () => {
    const gate = createGate()
    const Page = new ReactContext('page')
    const part = client({ context: Page, output: z.int() }, async () => {
      await gate.opened
      return 1
    })
    const { app, records } = createLogged({ part })
    const open = () =>
      app.handle({
        method: 'GET',
        target: '/api/mizan/ctx/page/',
        origin: 'http://localhost',
        header: (name) => (name === 'accept' ? 'application/x-ndjson' : undefined),
      })
    const left = await open()
    await (left.body as ReadableStream).cancel()
    expect(records).toHaveLength(1)
    const read = await open()
    expect([records.length, app.counters().underWay]).toEqual([1, 1])
    gate.open()
    await new Response(read.body as ReadableStream).text()
    expect([records.length, app.counters().underWay]).toEqual([2, 0])
  })
  test('that fails hurts no request', async () => {
    const { app, reports } = createLogged(
      {},
      {
        log: () => {
          throw new Error('the disk is full')
        },
      },
    )
    expect((await call(app, 'user_profile', { user_id: 5 })).status).toBe(200)
    expect(reports).toHaveLength(1)
  })
  test('as JSON lines', async () => {
    const lines: string[] = []
    const { app } = createLogged({}, { log: createJsonLog((line) => lines.push(line)) })
    await ask(app, 'GET', '/a\nb"\ud800/')
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      status: 404,
      path: '/a\nb"\ud800/',
      code: 'NOT_FOUND',
    })
  })
})

describe('counters', () => {
  test('count what happened', async () => {
    const { app } = createLogged()
    const mounted = [{ context: 'user', params: { user_id: 5 } }]
    await call(app, 'update_profile', { user_id: 5, name: 'Bo' }, { mounted })
    await call(app, 'update_profile', { user_id: 5, name: 'taken' })
    await call(app, 'nothing')
    await fetchContext(app, 'user', 'user_id=5', { headers: { 'if-none-match': '*' } })
    await fetchContext(app, 'user', 'user_id=13')
    await fetchContext(app, 'user', 'user_id=13&_mizan_fn=user_orders')
    await fetchContext(app, 'user', 'user_id=13', { headers: { accept: 'application/x-ndjson' } })
    await app.invalidate('user', 'team')
    await app.caller(null).call('user_profile', { user_id: 5 })
    for (let count = 0; count < 2; count += 1)
      await call(
        app,
        'update_profile',
        { user_id: 5, name: 'Bo' },
        { headers: { ...ADA, 'idempotency-key': 'k' } },
      )
    expect(app.counters()).toEqual({
      requests: 9,
      underWay: 0,
      errors: { NAME_TAKEN: 1, NOT_FOUND: 1, INTERNAL: 3 },
      notModified: 1,
      merges: 2,
      refreshes: 1,
      invalidations: 5,
      replays: 1,
    })
  })
})

/** What `@opentelemetry/context-async-hooks` does. */
class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>()
  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT
  }
  with: ContextManager['with'] = (...[active, run, self, ...args]) =>
    this.#storage.run(active, () => run.apply(self, args))
  bind<T>(_context: Context, target: T): T {
    return target
  }
  enable(): this {
    return this
  }
  disable(): this {
    return this
  }
}

describe('spans of OpenTelemetry', () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  beforeAll(() => {
    trace.setGlobalTracerProvider(provider)
    context.setGlobalContextManager(new AsyncContexts())
    propagation.setGlobalPropagator({
      fields: () => ['traceparent'],
      inject: () => undefined,
      extract(active, carrier, getter) {
        const found = /^00-(\w{32})-(\w{16})-01$/.exec(String(getter.get(carrier, 'traceparent')))
        if (found === null) return active
        const [, traceId = '', spanId = ''] = found
        return trace.setSpanContext(active, { traceId, spanId, traceFlags: 1, isRemote: true })
      },
    })
  })
  beforeEach(() => exporter.reset())
  afterAll(() => {
    trace.disable()
    context.disable()
    propagation.disable()
  })
  const spans = () =>
    exporter.getFinishedSpans().map((span) => ({
      name: span.name,
      id: span.spanContext().spanId,
      parent: span.parentSpanContext?.spanId,
      trace: span.spanContext().traceId,
      attributes: span.attributes,
      status: span.status.code,
    }))

  test('a request, the function inside it, and what the handler traces under that', async () => {
    const deep = client({ affects: UserContext, output: z.int() }, async (_args, c: Call) => {
      await settle()
      trace.getTracer('the app').startSpan('select').end()
      return c.id.length
    })
    const { app } = createPeople({ deep }, { tracing: openTelemetry() })
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const answer = await call(app, 'deep', {}, { headers: { traceparent } })
    const [select, run, request] = spans()
    expect([select?.name, run?.name, request?.name]).toEqual(['select', 'deep', 'POST deep'])
    expect([select?.parent, run?.parent, request?.parent]).toEqual([run?.id, request?.id, 'b'.repeat(16)])
    expect(new Set(spans().map((span) => span.trace))).toEqual(new Set(['a'.repeat(32)]))
    expect(request?.attributes).toEqual({
      'http.request.method': 'POST',
      'url.path': '/api/mizan/call/',
      'mizan.request_id': answer.headers.get('x-request-id'),
      'http.response.status_code': 200,
      'mizan.function': 'deep',
      'mizan.cause': answer.headers.get('x-mizan-cause'),
      'mizan.targets': ['user'],
    })
  })
  test('each query of a bundle has its own, and only the one that failed is marked', async () => {
    const { app } = createPeople({}, { tracing: openTelemetry() })
    await fetchContext(app, 'user', 'user_id=13')
    expect(spans().map(({ name, status }) => [name, status])).toEqual([
      ['user_orders', 2],
      ['user_profile', 0],
      ['GET user', 0],
    ])
    expect(
      new Set(
        spans()
          .slice(0, 2)
          .map((span) => span.parent),
      ),
    ).toEqual(new Set([spans()[2]?.id]))
  })
  test('refusals end it too', async () => {
    const { app } = createPeople({}, { tracing: openTelemetry({ tracer: provider.getTracer('mine') }) })
    await call(app, 'update_profile', { user_id: 5, name: 'boom' })
    await ask(app, 'GET', '/nowhere?secret')
    expect(spans().map(({ name, status, attributes }) => [name, status, attributes['error.type']])).toEqual([
      ['update_profile', 2, undefined],
      ['POST update_profile', 2, 'INTERNAL'],
      ['GET /nowhere', 0, 'NOT_FOUND'],
    ])
  })
})
