/** Tens of thousands of hostile requests from a fixed seed: never a 5xx, never a broken answer, never a hang (SPEC.md, HTTP-9). */
import type { LogRecord } from '@mizan/server'
import { expect, test } from 'vitest'
import { findFault } from './check-answer.ts'
import { createHostileApp } from './hostile-app.ts'
import { makeRequest } from './make-request.ts'
import { makeNearRequest } from './near-request.ts'
import { createRandom } from './random.ts'
import { type RawRequest, toPlain } from './raw-request.ts'

const REQUESTS = 60_000
/** Of all; the others are nearly right. */
const WILD = 0.15

test(`${REQUESTS} hostile requests to the pipeline`, async () => {
  const ended = new Histogram()
  const app = createHostileApp({ log: (record) => ended.add(record) })
  const random = createRandom(20261123)
  for (let sent = 0; sent < REQUESTS; sent += 1) {
    const request = random() < WILD ? makeRequest(random) : makeNearRequest(random)
    const answer = await app.app.handle(toPlain(request))
    const { status, headers, body } = answer
    const text = typeof body === 'object' ? await new Response(body).text() : (body ?? '')
    const fault = findFault({ status, headers, text }, request.method)
    if (fault !== undefined)
      throw new Error(`${fault}: ${describe(request)} → ${status} ${text.slice(0, 300)}`)
  }
  console.log(ended.toString())
  expect(app.reports).toEqual([])
  expect(app.app.counters()).toMatchObject({ requests: REQUESTS, underWay: 0 })
  // The requests reach every step and every kind of answer, or this test would prove nothing.
  for (const step of STEPS) expect(ended.steps.get(step), step).toBeGreaterThan(1000)
  for (const status of [200, 304, 400, 401, 403, 404, 405, 409, 415, 422, 429])
    expect(ended.statuses.get(status), `status ${status}`).toBeGreaterThan(100)
  const { merges, refreshes, invalidations, replays } = app.app.counters()
  for (const effect of [merges, refreshes, invalidations]) expect(effect).toBeGreaterThan(300)
  expect(replays).toBeGreaterThan(50)
}, 120_000)

/** `invalidate` and `encode` refuse nobody: who passed `invoke` was answered. */
const STEPS = ['route', 'identify', 'guard', 'decode', 'invoke', 'answered']

/** How the requests ended: by the step that refused, and by the code that it refused with. */
class Histogram {
  readonly steps = new Map<string, number>()
  readonly codes = new Map<string, number>()
  readonly statuses = new Map<number, number>()

  add({ step, code, status }: LogRecord): void {
    increase(this.steps, code === undefined ? 'answered' : (step ?? '?'))
    increase(this.codes, code === undefined ? String(status) : `${step} ${code}`)
    increase(this.statuses, status)
  }

  toString(): string {
    const reached = STEPS.map((step, at): [string, number] => [
      step,
      STEPS.slice(at).reduce((sum, later) => sum + (this.steps.get(later) ?? 0), 0),
    ])
    const parts = [
      ['hostile requests that reached a step'],
      print(new Map(reached)),
      ['by how they ended'],
      print(this.steps),
      print(this.codes),
    ]
    return parts.map((lines) => lines.join('\n')).join('\n')
  }
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function print(counts: ReadonlyMap<string, number>): string[] {
  const rows = [...counts].toSorted(([, a], [, b]) => b - a)
  return rows.map(([key, value]) => `${String(value).padStart(7)} ${key}`)
}

function describe({ method, target, headers }: RawRequest): string {
  return `${method} ${target.slice(0, 200)} ${JSON.stringify([...headers]).slice(0, 500)}`
}
