/** The whole example in a real browser: built, served, walked. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, test, vi } from 'vitest'
import { walkStory } from './story.ts'
import { BACKENDS } from './taskboard-process.ts'

const pictures = process.env['TASKBOARD_PICTURES']
let web: string

beforeAll(async () => {
  web = await mkdtemp(join(tmpdir(), 'taskboard-web-'))
  const configFile = new URL('../vite.config.ts', import.meta.url).pathname
  // The tests' own value would bring React's development build.
  vi.stubEnv('NODE_ENV', 'production')
  await build({ configFile, logLevel: 'warn', build: { outDir: web } })
  vi.unstubAllEnvs()
}, 120_000)

afterAll(() => rm(web, { recursive: true, force: true }))

test.each(BACKENDS)('the story holds on %s', { timeout: 240_000 }, async (backend) => {
  await walkStory(pictures === undefined ? { backend, web } : { backend, web, pictures })
})

test.each(BACKENDS)('the story holds on %s behind an edge', { timeout: 240_000 }, async (backend) => {
  const options = { backend, edge: true, web }
  await walkStory(pictures === undefined ? options : { ...options, pictures })
})
