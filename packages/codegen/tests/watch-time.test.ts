/** How long `mizan generate --watch` takes from a save to the last file written, for the taskboard. It is told, not asserted: machines differ. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type WatchRun, watchProject } from '../src/watch/watch-project.ts'
import { removeScratch, scratchFolder } from './scratch.ts'

beforeAll(() => vi.stubEnv('NODE_OPTIONS', '--conditions=mizan-source'))
afterAll(() => vi.unstubAllEnvs())
afterAll(removeScratch)

const taskboard = join(import.meta.dirname, '../../../examples/taskboard')
const SAVES = 3

it('a save in the taskboard is in its client soon', async () => {
  const root = scratchFolder('watch-time')
  cpSync(join(taskboard, 'server'), join(root, 'server'), { recursive: true })
  cpSync(join(taskboard, 'mizan.config.ts'), join(root, 'mizan.config.ts'))
  symlinkSync(join(taskboard, '../../node_modules'), join(root, 'node_modules'))
  const runs: WatchRun[] = []
  let notify = () => {}
  const prepared: true[] = []
  const stopper = new AbortController()
  const ended = watchProject({
    configPath: join(root, 'mizan.config.ts'),
    signal: stopper.signal,
    onRun: (run) => {
      runs.push(run)
      notify()
    },
    onReady: () => {
      prepared.push(true)
      notify()
    },
  })
  const waitReady = async () => {
    while (prepared.length === 0) await new Promise<void>((resolve) => (notify = resolve))
    prepared.length = 0
  }
  const nextRun = async (): Promise<WatchRun> => {
    while (runs.length === 0) await new Promise<void>((resolve) => (notify = resolve))
    return runs.shift() as WatchRun
  }
  expect(await nextRun()).toMatchObject({ ok: true })
  const path = join(root, 'server/comments.ts')
  const text = readFileSync(path, 'utf8')
  const times: number[] = []
  for (let save = 1; save <= SAVES; save++) {
    // Who saves has looked at something in between.
    await waitReady()
    const startedAt = performance.now()
    writeFileSync(path, text.replaceAll('add_comment', `add_comment_${save}`))
    const run = await nextRun()
    times.push(Math.round(performance.now() - startedAt))
    expect(run).toMatchObject({ ok: true, changed: [path] })
    expect(readFileSync(join(root, 'web/mizan/mutations.ts'), 'utf8')).toContain(`'add_comment_${save}'`)
  }
  stopper.abort()
  await ended
  process.stdout.write(`taskboard, from a save to its client: ${times.join(', ')} ms\n`)
}, 60_000)
