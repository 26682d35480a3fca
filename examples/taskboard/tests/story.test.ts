/** The whole example in a real browser: built, served, walked. */
import { build } from 'vite'
import { beforeAll, test } from 'vitest'
import { walkStory } from './story.ts'

beforeAll(async () => {
  await build({ configFile: new URL('../vite.config.ts', import.meta.url).pathname, logLevel: 'warn' })
}, 120_000)

test('the story holds', { timeout: 240_000 }, async () => {
  await walkStory({ pictures: process.env['TASKBOARD_PICTURES'] })
})
