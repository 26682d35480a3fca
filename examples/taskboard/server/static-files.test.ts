import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStaticHandler } from './static-files.ts'

let folder: string
let server: Server
let url: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'taskboard-web-'))
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'web', 'index.html'), 'the page')
  writeFileSync(join(folder, 'web', 'assets', 'app-1a2b.js'), 'the code')
  writeFileSync(join(folder, 'secret.txt'), 'the secret')
  server = createServer(createStaticHandler(join(folder, 'web')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

test.each(['/', '/boards/1?view=list', '/people', '/%2e%2e/secret'])('%s shows the page', async (path) => {
  const answer = await fetch(url + path)
  expect([answer.status, await answer.text()]).toEqual([200, 'the page'])
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
})

test('a file with a hash in its name may be kept for good', async () => {
  const answer = await fetch(`${url}/assets/app-1a2b.js`)
  expect(await answer.text()).toBe('the code')
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(answer.headers.get('cache-control')).toContain('immutable')
})

test.each(['/assets/none.js', '/..%2fsecret', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/favicon.ico'])(
  '%s is not there',
  async (path) => {
    expect((await fetch(url + path)).status).toBe(404)
  },
)

test('only reading is offered', async () => {
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, await head.text(), head.headers.get('content-length')]).toEqual([200, '', '8'])
})

test('a folder without a build is refused at start', () => {
  expect(() => createStaticHandler(folder)).toThrow('vite build')
})
