/** One process of several that share a store and a database: readers and mutations, each read compared with what the database said before it. */

import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type CacheStore, createCache, createRandomTexts } from '../../src/index.ts'

export interface StressOptions {
  /** File of SQLite: the database of the app, not the store. */
  readonly truthPath: string
  readonly turns: number
  /** Ends as a crash would, between the commit of its last mutation and the purge. */
  readonly isToCrash: boolean
}

export interface StressResult {
  readonly hits: number
  readonly stale: number
  readonly problems: number
}

const KEYS = 4
/** Milliseconds. Shorter than the protocol's, so that those of who crashed lapse within a test. */
const LEASE_MS = 400
/** Nobody gives up here: what a process does that cannot reach its store is another question. */
const PATIENT_MS = 20_000

export function createTruth(path: string): void {
  const truth = openTruth(path)
  truth.exec('CREATE TABLE truth (key INTEGER PRIMARY KEY, value INTEGER NOT NULL)')
  for (let key = 0; key < KEYS; key += 1) truth.prepare('INSERT INTO truth VALUES (?, 1)').run(key)
  truth.close()
}

export async function runStress(store: CacheStore, options: StressOptions): Promise<StressResult> {
  const truth = openTruth(options.truthPath)
  const get = truth.prepare('SELECT value FROM truth WHERE key = ?')
  const add = truth.prepare('UPDATE truth SET value = value + 1 WHERE key = ?')
  const read = (key: number): number => Number(get.get(key)?.['value'])
  let [hits, stale, problems] = [0, 0, 0]
  const cache = createCache({
    store,
    clock: { after: (delayMs, callback) => toCancel(setTimeout(callback, delayMs)) },
    createRandom: createRandomTexts((bytes) => crypto.getRandomValues(bytes)),
    timeoutMs: PATIENT_MS,
    leaseMs: LEASE_MS,
    report: () => {
      problems += 1
    },
  })
  for (let turn = 0; turn < options.turns; turn += 1) {
    const key = (turn * 7 + process.pid) % KEYS
    const place = { context: 'user', tags: [`user;id=${key}`] }
    if (turn % 5 === 0) {
      const lease = await cache.lease([place])
      if (turn % 15 === 0) await lease.release()
      else {
        add.run(key)
        if (options.isToCrash && turn + 15 >= options.turns) process.kill(process.pid, 'SIGKILL')
        await nextTurn()
        await lease.commit([place])
      }
      continue
    }
    const least = read(key)
    const asked = { context: 'user', key: `${key}`.padStart(64, '0'), tags: ['user', `user;id=${key}`] }
    const outcome = await cache.bring(
      { ...asked, fingerprint: '00112233445566ff', ttlMs: PATIENT_MS },
      {
        run: async () => {
          const own = read(key)
          await nextTurn()
          return { own, bundle: { body: String(own), etag: `"${own}"` } }
        },
      },
    )
    if (outcome.from !== 'store') continue
    hits += 1
    if (Number(outcome.entry.body) < least) stale += 1
  }
  await cache.close()
  truth.close()
  return { hits, stale, problems }
}

function openTruth(path: string): DatabaseSync {
  const truth = new DatabaseSync(path)
  truth.exec(`PRAGMA busy_timeout = ${PATIENT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF`)
  return truth
}

function toCancel(timer: NodeJS.Timeout): () => void {
  return () => clearTimeout(timer)
}
