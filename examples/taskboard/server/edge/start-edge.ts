/** The demo's edge in workerd, on a port of this machine. */
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

export interface EdgeFacts {
  readonly port: number
  /** `http://127.0.0.1:4871`. */
  readonly origin: string
  readonly manifest: string
  readonly cacheSecret: string
  readonly edgeSecret: string
}

export interface StartedEdge {
  readonly url: string
  stop(): Promise<void>
}

export async function startEdge(facts: EdgeFacts): Promise<StartedEdge> {
  const miniflare = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundleWorker() }],
    host: '127.0.0.1',
    port: facts.port,
    compatibilityDate: '2026-07-01',
    bindings: {
      MANIFEST: facts.manifest,
      ORIGIN: facts.origin,
      CACHE_SECRET: facts.cacheSecret,
      EDGE_SECRET: facts.edgeSecret,
    },
  })
  const url = (await miniflare.ready).origin
  return { url, stop: () => miniflare.dispose() }
}

/** A port that nobody listens on by now: the origin has to know it before the edge is there. */
export function findPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['mizan-source', 'workerd', 'import'],
  })
  return outputFiles[0]?.text ?? ''
}
