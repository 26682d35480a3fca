/** The edge in workerd and its origin in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { SECRETS } from './origin-app.ts'

export interface EdgeSettings {
  readonly store: 'memory' | 'object' | 'lagging' | 'bare'
  readonly lagMs: number
  readonly maxStaleMs: number
}

export interface StartedEdge {
  readonly url: string
  readonly originUrl: string
  readonly tokens: readonly string[]
  stop(): Promise<void>
}

interface OriginFacts {
  readonly url: string
  readonly manifest: string
  readonly tokens: readonly string[]
}

/** `condition`: `mizan-source` for the packages as they stand here, none as they are published. */
export async function startEdge(settings: EdgeSettings, condition?: string): Promise<StartedEdge> {
  const { child, facts } = await startOrigin(condition)
  const miniflare = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundleWorker(condition) }],
    host: '127.0.0.1',
    port: 0,
    compatibilityDate: '2026-07-01',
    kvNamespaces: ['KV'],
    durableObjects: { VERSIONS: 'MizanVersions' },
    bindings: {
      MANIFEST: facts.manifest,
      ORIGIN: facts.url,
      SECRETS,
      STORE: settings.store,
      LAG_MS: settings.lagMs,
      MAX_STALE_MS: settings.maxStaleMs,
    },
  })
  const url = (await miniflare.ready).origin
  return {
    url,
    originUrl: facts.url,
    tokens: facts.tokens,
    async stop() {
      await miniflare.dispose()
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function startOrigin(condition?: string): Promise<{ child: ChildProcess; facts: OriginFacts }> {
  const child = fork(join(import.meta.dirname, 'serve-origin.ts'), [], {
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      ...(condition === undefined ? [] : [`--conditions=${condition}`]),
    ],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [facts] = (await once(child, 'message')) as [OriginFacts]
  return { child, facts }
}

async function bundleWorker(condition?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'edge-worker.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'import', ...(condition === undefined ? [] : [condition])],
  })
  return outputFiles[0]?.text ?? ''
}
