/** The worker of the README, as it stands there, in workerd before the fixture. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serve } from '@mizan/server-node'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { expect, it } from 'vitest'
import { createFixtureApp } from '../../../protocol/fixture/typescript/app.ts'
import { statusOf } from './support/edge-world.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const USER = '/api/mizan/ctx/user/?user_id=1'

it('runs', { timeout: 60_000 }, async () => {
  const app = createFixtureApp({ onError: () => undefined })
  const origin = await serve(app)
  const worker = await startWorker(origin.url, app.manifestText)
  try {
    const { origin: url } = await worker.ready
    const first = await fetch(url + USER)
    expect([first.status, statusOf(first)]).toEqual([200, 'fwd=miss'])
    await first.text()
    await expect.poll(async () => statusOf(await fetch(url + USER)), { timeout: 10_000 }).toBe('hit')
    const answer = await fetch(`${url}/api/mizan/call/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fn: 'refresh_page', args: { user_id: 1, limit: 20 } }),
    })
    expect(answer.headers.get('x-mizan-invalidate')).toBe('user;limit=20;user_id=1')
    expect(statusOf(await fetch(url + USER))).toBe('fwd=miss')
  } finally {
    await worker.dispose()
    await origin.close()
  }
})

async function startWorker(origin: string, manifest: string): Promise<Miniflare> {
  const code = /```ts worker\.ts\n([^]*?)```/.exec(README)?.[1] ?? ''
  const { outputFiles } = await build({
    stdin: {
      contents: code.replace('https://origin.example', origin),
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['mizan-source', 'workerd', 'import'],
    plugins: [
      {
        name: 'manifest',
        setup(builder) {
          builder.onResolve({ filter: /manifest\.txt$/ }, ({ path }) => ({ path, namespace: 'manifest' }))
          builder.onLoad({ filter: /.*/, namespace: 'manifest' }, () => ({
            contents: manifest,
            loader: 'text',
          }))
        },
      },
    ],
  })
  return new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]?.text ?? '' }],
    host: '127.0.0.1',
    port: 0,
    compatibilityDate: '2026-07-01',
    kvNamespaces: ['ENTRIES'],
    durableObjects: { VERSIONS: 'MizanVersions' },
    bindings: {
      CACHE_SECRET: 'fixture-cache-secret',
      MWT_SECRET: 'fixture-mwt-secret-of-this-year-0123',
      EDGE_SECRET: 'fixture-edge-secret-of-this-year-0123',
    },
  })
}
