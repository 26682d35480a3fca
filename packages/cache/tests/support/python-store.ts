/** A store of Python, in a process of its own, as a store of TypeScript: for what both do on one place. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { CacheEntry, CacheStore, EntryPlace, StoreRead, TagPlace } from '../../src/index.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const PYTHON = process.env['MIZAN_PYTHON'] ?? join(ROOT, '.cache/python/bin/python')
const PROGRAM = join(import.meta.dirname, 'python_store.py')

export interface PythonPlace {
  readonly kind: 'redis' | 'sqlite'
  /** URL of the server, or path of the file. */
  readonly place: string
  /** Clock of the store in SQLite. */
  readonly now?: () => number
}

export function startPythonStore({ kind, place, now = () => 0 }: PythonPlace): CacheStore {
  const child = spawn(PYTHON, [PROGRAM, kind, place], {
    cwd: join(ROOT, 'python'),
    env: { ...process.env, PYTHONPATH: join(ROOT, 'python') },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: ((line: string) => void)[] = []
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(line))
  const ask = async (step: string, at: TagPlace, facts: object = {}): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<string>()
    waiting.push(resolve)
    child.stdin.write(`${JSON.stringify({ step, now: now(), ...at, ...facts })}\n`)
    return JSON.parse(await promise)
  }
  return {
    outlivesProcess: true,
    read: async (at: EntryPlace, random: string) => toRead(await ask('read', at, { random })),
    write: async (at, entry, keepMs) =>
      (await ask('write', at, { entry: toPython(entry), keep_ms: keepMs })) === true,
    purge: async (at, { random, lease = null, leased = [] }) => {
      await ask('purge', at, { random, lease, leased })
    },
    lease: async (at, { lease, lifeMs, random }) => {
      await ask('lease', at, { lease, life_ms: lifeMs, random })
    },
    release: async (at, lease) => {
      await ask('release', at, { lease })
    },
    close: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

function toPython({ body, etag, fingerprint, pkey, versions, storedAtMs, ttlMs }: CacheEntry): object {
  return { body, etag, fingerprint, pkey: pkey ?? null, versions, stored_at_ms: storedAtMs, ttl_ms: ttlMs }
}

interface PythonRead {
  readonly entry: {
    readonly body: string
    readonly etag: string
    readonly fingerprint: string
    readonly pkey: string | null
    readonly versions: readonly string[]
    readonly stored_at_ms: number
    readonly ttl_ms: number
  } | null
  readonly versions: readonly string[]
  readonly is_leased: boolean
  readonly age_ms: number
  readonly now_ms: number
  readonly is_corrupted: boolean
}

function toRead(said: unknown): StoreRead {
  const { entry, versions, is_leased, age_ms, now_ms, is_corrupted } = said as PythonRead
  return {
    entry: entry === null ? undefined : toEntry(entry),
    versions,
    isLeased: is_leased,
    ageMs: age_ms,
    nowMs: now_ms,
    ...(is_corrupted && { isCorrupted: true }),
  }
}

function toEntry({ pkey, stored_at_ms, ttl_ms, ...same }: NonNullable<PythonRead['entry']>): CacheEntry {
  return { ...same, ...(pkey !== null && { pkey }), storedAtMs: stored_at_ms, ttlMs: ttl_ms }
}
