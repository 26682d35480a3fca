/** A worker in workerd, on a port of its own. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import type { EdgeSecrets } from '../../src/index.ts'

export interface StartedEdge {
  readonly url: string
  stop(): Promise<void>
}

export interface EdgeBindings {
  readonly STORE: string
  readonly SECRETS: EdgeSecrets
  readonly [name: string]: string | number | EdgeSecrets
}

let script: Promise<string> | undefined

export async function startEdge(bindings: EdgeBindings): Promise<StartedEdge> {
  script ??= bundleWorker()
  const miniflare = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: await script }],
    host: '127.0.0.1',
    port: 0,
    compatibilityDate: '2026-07-01',
    bindings: JSON.parse(JSON.stringify(bindings)) as Record<string, string>,
    kvNamespaces: ['KV'],
    durableObjects: { VERSIONS: 'MizanVersions' },
  })
  const url = (await miniflare.ready).origin
  return { url, stop: () => miniflare.dispose() }
}

async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('edge-worker.ts', import.meta.url))],
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
