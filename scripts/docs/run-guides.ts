/** Registers the tests that stand in guides. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { keepExpected, runSession, sessionsOf } from './console.ts'
import { type Guide, isRun, testsOf } from './guide.ts'
import { writeProjects } from './project.ts'

/** Awaited at the top of a test file. Writes `guides` below `.cache/NAME`, and registers the tests of those that `isRunHere`; returns the folder. */
export async function runGuides(
  name: string,
  guides: readonly Guide[],
  isRunHere: (guide: Guide) => boolean,
): Promise<string> {
  const root = await writeProjects(name, guides)
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  for (const guide of guides.filter((one) => isRun(one) && isRunHere(one)))
    describe(`docs/${guide.name}.md`, () => registerTests(join(root, guide.name), guide))
  return root
}

/** A test module registers its tests here, as it would when vitest ran it alone; a line of a console is a test. */
async function registerTests(folder: string, guide: Guide): Promise<void> {
  for (const { file } of testsOf(guide)) await import(join(folder, file))
  const sessions = sessionsOf(guide)
  if (sessions.length === 0) return
  test.each(sessions)('$ $typed', async (session) => {
    // Whatever a command starts reads the packages from their sources.
    vi.stubEnv('NODE_OPTIONS', '--conditions=mizan-source')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(keepExpected(await runSession(session, folder), session.printed)).toBe(session.printed)
  })
}
