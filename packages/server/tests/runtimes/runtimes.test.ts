/** The bare Fetch handler on Bun, Deno and workerd: the same requests, over real sockets, as its README starts it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRaw, statusesOf } from '../../../server-node/tests/raw-socket.ts'
import { findProgram, type Running, startProcess, startWorkerd } from './start-runtime.ts'

interface Runtime {
  readonly name: string
  /** Undefined where the program is not made for this machine. */
  readonly start: (() => Promise<Running>) | undefined
  /** workerd by itself lets a handler run on and does not fire its signal, whatever its flags. */
  readonly endsRun: 'by its client' | 'by its deadline'
}

const bun = findProgram('@oven/bun-linux-x64/bin/bun')
const deno = findProgram('@deno/linux-x64-glibc/deno')
const workerd = findProgram('@cloudflare/workerd-linux-64/bin/workerd')

const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Bun',
    endsRun: 'by its client',
    start: bun === undefined ? undefined : () => startProcess(bun, [], 'serve-bun.ts'),
  },
  {
    name: 'Deno',
    endsRun: 'by its client',
    start:
      deno === undefined
        ? undefined
        : () =>
            startProcess(
              deno,
              ['run', '--no-remote', '--no-config', '--no-lock', '--allow-net=127.0.0.1'],
              'serve-deno.ts',
            ),
  },
  {
    name: 'workerd',
    endsRun: 'by its deadline',
    start: workerd === undefined ? undefined : () => startWorkerd(workerd),
  },
]

describe.each(RUNTIMES.filter((runtime) => runtime.start !== undefined))('on $name', ({ start, endsRun }) => {
  let running: Running | undefined
  let url = ''
  beforeAll(async () => {
    running = await start?.()
    url = running?.url ?? ''
  }, 60_000)
  afterAll(() => running?.close())

  const post = (fn: string, args: object = {}, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}/api/mizan/call/`, {
      method: 'POST',
      body: JSON.stringify({ fn, args }),
      headers: { 'content-type': 'application/json' },
      ...init,
    })

  test('a call, with every cookie', async () => {
    const answer = await post('add', { name: 'ab' })
    expect([answer.status, await answer.json()]).toEqual([200, { result: 2, invalidate: ['items'] }])
    expect(answer.headers.getSetCookie()).toHaveLength(2)
    expect(answer.headers.get('x-mizan-invalidate')).toBe('items')
  })
  test('a bundle, with its ETag', async () => {
    const target = `${url}/api/mizan/ctx/quick/?of=${encodeURIComponent('ä/\u{1f600} +')}`
    const first = await fetch(target)
    expect(await first.json()).toEqual({ quick_one: 'ä/\u{1f600} +' })
    const second = await fetch(target, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    expect([second.status, await second.text()]).toEqual([304, ''])
    const head = await fetch(target, { method: 'HEAD' })
    expect([head.status, head.headers.get('etag')]).toEqual([200, first.headers.get('etag')])
  })
  test('errors', async () => {
    const cases: readonly (readonly [Promise<Response>, number, string])[] = [
      [post('nothing'), 404, 'NOT_FOUND'],
      [post('add', { name: 1 }), 422, 'VALIDATION_FAILED'],
      [post('boom'), 500, 'INTERNAL'],
      [post('add', {}, { body: '{"fn":' }), 400, 'BAD_REQUEST'],
      [post('add', { name: 'x'.repeat(3000) }), 413, 'PAYLOAD_TOO_LARGE'],
      [post('add', {}, { headers: { 'content-type': 'text/plain' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [fetch(`${url}/api/mizan/call/`), 405, 'METHOD_NOT_ALLOWED'],
      [fetch(`${url}/elsewhere`), 404, 'NOT_FOUND'],
    ]
    for (const [request, status, code] of cases) {
      const answer = await request
      const text = await answer.text()
      expect([answer.status, (JSON.parse(text) as { error: { code: string } }).error.code]).toEqual([
        status,
        code,
      ])
      expect(text).not.toContain('secret')
    }
  })
  test('a body that drips: BAD_REQUEST after its deadline', async () => {
    const raw = await openRaw(url)
    const host = new URL(url).host
    raw.send(
      `POST /api/mizan/call/ HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"fn"`,
    )
    const text = await raw.until('did not arrive')
    expect(statusesOf(text)).toEqual(['400'])
    expect(text).toContain('"BAD_REQUEST"')
    raw.socket.destroy()
  })
  test('a bundle as lines: the fast one is there while the slow one runs', async () => {
    const answer = await fetch(`${url}/api/mizan/ctx/items/`, { headers: { accept: 'application/x-ndjson' } })
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    let text = ''
    while (!text.includes('\n')) text += decoder.decode((await reader.read()).value, { stream: true })
    expect(text).toBe('{"fn":"item_list","result":["a","ä"]}\n')
    await reader.cancel()
  })
  test(`the run of a client that goes away is aborted ${endsRun}`, async () => {
    const controller = new AbortController()
    const id = crypto.randomUUID()
    const gone = post('wait', { id }, { signal: controller.signal }).catch(() => 'gone')
    const findIn = async (list: 'waiting' | 'aborted'): Promise<string> => {
      for (;;) {
        const { result } = (await (await post('seen_runs')).json()) as { result: Record<string, string[]> }
        const found = result[list]?.find((one) => one.startsWith(id))
        if (found !== undefined) return found
      }
    }
    await findIn('waiting')
    controller.abort()
    expect(await gone).toBe('gone')
    expect(await findIn('aborted')).toBe(`${id} ${endsRun}`)
  })
})

test.each(RUNTIMES.filter((runtime) => runtime.start === undefined))(
  '$name is not made for this machine: nothing was proven about it here',
  ({ start }) => {
    expect(start).toBeUndefined()
  },
)
