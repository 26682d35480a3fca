/** The scripts answer the steps of protocol/vectors/cache-store.json in a real Redis, whose clock and epoch stand still for them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  LEASE_SCRIPT,
  PURGE_SCRIPT,
  READ_SCRIPT,
  RELEASE_SCRIPT,
  WRITE_SCRIPT,
} from '../src/generated/cache-scripts.ts'
import { connectTo, type RedisServer, startRedis } from './support/redis-server.ts'

interface StepRow {
  readonly name: string
  readonly kind: 'step'
  readonly step: 'read' | 'write' | 'purge' | 'lease' | 'release'
  readonly now: number
  readonly epoch: string
  readonly tags: readonly string[]
  readonly random?: string
  readonly versions?: readonly string[]
  readonly lease?: string
  readonly leased?: readonly string[]
  readonly lifeMs?: number
  readonly before: Readonly<Record<string, string>>
  readonly answer?: boolean | ReadAnswer
  readonly after: Readonly<Record<string, string>>
}

interface ReadAnswer {
  readonly versions: readonly string[]
  readonly isLeased: boolean
  readonly ageMs: number
  readonly isCorrupted: boolean
}

const SCRIPTS = {
  read: READ_SCRIPT,
  write: WRITE_SCRIPT,
  purge: PURGE_SCRIPT,
  lease: LEASE_SCRIPT,
  release: RELEASE_SCRIPT,
}
const FILE = join(import.meta.dirname, '../../../protocol/vectors/cache-store.json')
const { rows } = JSON.parse(readFileSync(FILE, 'utf8')) as { rows: readonly { kind: string }[] }
const steps = rows.filter((row): row is StepRow => row.kind === 'step')

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
