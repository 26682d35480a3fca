/** Names of the server programs, and how each is loaded: only what a process measures is in its memory. */
import type { Contestant } from './contestant.ts'

export const CONTESTANTS: Readonly<Record<string, () => Promise<Contestant>>> = {
  bare: async () => (await import('./bare.ts')).contestant,
  'bare-with-etag': async () => (await import('./bare.ts')).withEtag,
  'bare-five-gets': async () => (await import('./bare.ts')).inFive,
  mizan: async () => (await import('./mizan.ts')).contestant,
  fastify: async () => (await import('./fastify.ts')).contestant,
  h3: async () => (await import('./h3.ts')).contestant,
  hono: async () => (await import('./hono.ts')).contestant,
  orpc: async () => (await import('./orpc.ts')).contestant,
  'cached-bare': async () => (await import('./cached-bare.ts')).cachedBare,
  'cached-bare-same-head': async () => (await import('./cached-bare.ts')).cachedBareSameHead,
  'cached-mizan': async () => (await import('./cached-mizan.ts')).inMemory,
  'cached-mizan-redis': async () => (await import('./cached-mizan.ts')).inRedis,
  'uncached-mizan': async () => (await import('./cached-mizan.ts')).uncached,
  'cached-hono': async () => (await import('./cached-hono.ts')).contestant,
  trpc: async () => (await import('./trpc.ts')).contestant,
}
