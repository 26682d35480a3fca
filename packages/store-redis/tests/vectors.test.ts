/** The scripts answer the steps of protocol/vectors/cache-store.json in a real Redis, whose clock and epoch stand still for them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStoreSteps, type StepRow } from '../../cache/tests/support/store-steps.ts'
import {
  LEASE_SCRIPT,
  PURGE_SCRIPT,
  READ_SCRIPT,
  RELEASE_SCRIPT,
  WRITE_SCRIPT,
} from '../src/generated/cache-scripts.ts'
import { connectTo, type RedisServer, startRedis } from './support/redis-server.ts'

const SCRIPTS = {
  read: READ_SCRIPT,
  write: WRITE_SCRIPT,
  purge: PURGE_SCRIPT,
  lease: LEASE_SCRIPT,
  release: RELEASE_SCRIPT,
}
const steps = readStoreSteps()

let server: RedisServer
let client: Awaited<ReturnType<typeof connectTo>>

beforeAll(async () => {
  server = await startRedis()
  client = await connectTo(server.url)
})
afterAll(async () => {
  client.destroy()
  await server.close()
})

describe('steps', () => {
  test.each(steps)('$name', async (row) => {
    await client.flushAll()
    for (const [tag, record] of Object.entries(row.before)) await client.set(toKey(tag), record)
    const said = await client.eval(stopClock(row) + SCRIPTS[row.step].text, {
      keys: toKeys(row),
      arguments: toArguments(row),
    })
    if (row.answer !== undefined) expect(readAnswer(row, said)).toEqual(row.answer)
    expect(await readRecords()).toEqual(row.after)
  })
})

function toKey(tag: string): string {
  return `mizan:{user}:t:${tag}`
}

function toKeys({ step, tags, leased = [] }: StepRow): string[] {
  const places = [...tags, ...leased].map(toKey)
  return step === 'read' || step === 'write' ? ['mizan:{user}:e:00', ...places] : places
}

function toArguments(row: StepRow): string[] {
  const { random = '', lease = '', lifeMs = 0, versions = [], tags } = row
  const byStep = {
    read: [random],
    write: ['text', '1000', ...versions],
    purge: [random, lease, String(tags.length)],
    lease: [lease, String(lifeMs), random],
    release: [lease],
  }
  return byStep[row.step]
}

/** Lua that goes before a script: TIME and INFO answer what the row says, everything else is the server's. */
function stopClock({ now, epoch }: StepRow): string {
  const time = `{ '${Math.floor(now / 1000)}', '${(now % 1000) * 1000}' }`
  const info = `'role:master\\r\\nmaster_replid:${epoch}0000000000000000\\r\\n'`
  return `local server = redis
local redis = { error_reply = server.error_reply, call = function(name, ...)
  if name == 'TIME' then return ${time} end
  if name == 'INFO' then return ${info} end
  return server.call(name, ...)
end }
`
}

function readAnswer({ step, now }: StepRow, said: unknown): unknown {
  if (step !== 'read') return said === 1
  if (!Array.isArray(said)) throw new Error('a read answers a list')
  const [entry, isLeased, ageMs, nowMs, isCorrupted, ...versions]: unknown[] = said
  expect(entry).toBeNull()
  expect(nowMs).toBe(now)
  return { versions, isLeased: isLeased === 1, ageMs, isCorrupted: isCorrupted === 1 }
}

async function readRecords(): Promise<Record<string, string>> {
  const keys = (await client.keys('*')).filter((key) => !key.includes(':e:')).toSorted()
  const records = await Promise.all(
    keys.map(async (key) => [key.replace('mizan:{user}:t:', ''), (await client.get(key)) ?? ''] as const),
  )
  return Object.fromEntries(records)
}
