/** Hostile requests through the Fetch edge and as bytes on sockets of node:http: the same promises (SPEC.md, HTTP-9). */
import { connect } from 'node:net'
import { serve } from '@mizan/server-node'
import { expect, test } from 'vitest'
import { findFault } from './check-answer.ts'
import { createHostileApp } from './hostile-app.ts'
import { makeRequest } from './make-request.ts'
import { makeNearRequest } from './near-request.ts'
import { createRandom, pick, type Random } from './random.ts'
import type { RawRequest } from './raw-request.ts'

test('5000 through the Fetch edge', async () => {
  const { app, reports } = createHostileApp()
  const random = createRandom(20261124)
  const statuses = new Map<number, number>()
  let refused = 0
  for (let sent = 0; sent < 5000; sent += 1) {
    const raw = random() < 0.3 ? makeRequest(random) : makeNearRequest(random)
    const request = toRequest(raw)
    // What the platform itself does not let through.
    if (request === undefined) {
      refused += 1
      continue
    }
    const answer = await app.fetch(request)
    const text = await answer.text()
    const fault = findFault({ status: answer.status, headers: [...answer.headers], text }, raw.method)
    if (fault !== undefined)
      throw new Error(`${fault}: ${raw.method} ${raw.target.slice(0, 200)} → ${text.slice(0, 300)}`)
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  }
  expect(reports).toEqual([])
  expect(refused).toBeLessThan(1000)
  for (const status of [200, 304, 400, 401, 403, 404, 405, 415, 422, 429])
    expect(statuses.get(status), `status ${status}`).toBeGreaterThan(10)
}, 60_000)

test('1500 as bytes on sockets of node:http, spoilt beyond HTTP', async () => {
  const { app, reports } = createHostileApp({ limits: { bodyDeadlineMs: 200 } })
  const served = await serve(app, { headTimeoutMs: 1000, requestTimeoutMs: 2000 })
  const random = createRandom(20261125)
  const statuses = new Map<string, number>()
  try {
    for (let batch = 0; batch < 60; batch += 1) {
      const requests = Array.from({ length: 25 }, () => toBytes(random))
      const answers = await Promise.all(requests.map((bytes) => send(served.url, bytes)))
      for (const [index, answer] of answers.entries()) {
        const said = `${requests[index]?.subarray(0, 300).toString('latin1')} → ${answer.slice(0, 500)}`
        expect(answer, said).toMatch(/^(HTTP\/1\.1 \d{3} |$)/)
        for (const [, status = ''] of answer.matchAll(/(?:^|\n)HTTP\/1\.1 (\d{3}) /g)) {
          expect(Number(status), said).toBeLessThan(500)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
    }
    expect((await fetch(`${served.url}/api/mizan/ctx/user/?user_id=5`)).status).toBe(200)
  } finally {
    await served.close()
  }
  expect(reports).toEqual([])
  for (const status of ['200', '400', '401', '404', '405', '415', '422'])
    expect(statuses.get(status), `status ${status}`).toBeGreaterThan(5)
}, 60_000)

function toRequest({ method, target, headers, body }: RawRequest): Request | undefined {
  try {
    const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
    return new Request(new URL(target, 'https://app.example'), {
      method,
      headers: [...headers],
      ...(hasBody ? { body: body as Uint8Array<ArrayBuffer> } : {}),
    })
  } catch {
    return undefined
  }
}

/** One request, with a length that may lie, and bytes that may have changed on the way. */
function toBytes(random: Random): Buffer {
  const { method, target, headers, body } = random() < 0.3 ? makeRequest(random) : makeNearRequest(random)
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: app.example', 'Connection: close']
  for (const [name, value] of headers) if (name !== 'content-length') lines.push(`${name}: ${value}`)
  if (body !== undefined) {
    const length = random() < 0.05 ? pick(random, [0, 1, body.length + 5, 1e9, -1]) : body.length
    lines.push(random() < 0.02 ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`)
  }
  const bytes = Buffer.concat([
    Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
    body ?? Buffer.alloc(0),
  ])
  for (let flips = random() < 0.2 ? 2 : 0; flips > 0; flips -= 1)
    bytes[Math.floor(random() * Math.min(bytes.length, 400))] = Math.floor(random() * 256)
  return bytes
}

/** Everything that comes until the server closes; the client says that it has no more to say. */
function send(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
    socket.end(bytes)
  })
}
