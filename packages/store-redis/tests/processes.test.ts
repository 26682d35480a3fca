/** Several processes on one store: no reader gets what a mutation of another had replaced before he asked, and who crashes leaves nothing stale (SPEC.md, CACHE-16). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runProcesses } from '../../cache/tests/support/run-processes.ts'
import { createTruth } from '../../cache/tests/support/stress.ts'
import { startRedis } from './support/redis-server.ts'

const PROGRAM = join(import.meta.dirname, 'support/stress-program.ts')

test('four processes on one Redis, two of which crash between commit and purge', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-processes-'))
  const truth = join(folder, 'truth.sqlite')
  onTestFinished(() => rmSync(folder, { recursive: true }))
  createTruth(truth)
  const server = await startRedis()
  onTestFinished(() => server.close())
  const place = server.url
  const ran = await runProcesses(PROGRAM, [
    [place, truth, '2500'],
    [place, truth, '2500'],
    [place, truth, '500', 'crash'],
    [place, truth, '1200', 'crash'],
  ])
  const done = { signal: null, said: { hits: expect.any(Number), stale: 0, problems: 0 } }
  const crashed = { signal: 'SIGKILL', said: undefined }
  expect(ran).toEqual([done, done, crashed, crashed])
  for (const { said } of ran.slice(0, 2)) expect((said as { hits: number }).hits).toBeGreaterThan(100)
})
