/** `full-disk-program.ts PATH` fills what it may use, while three caches work on the file, and says what came of it. */
import { type CacheStore, createRandomTexts } from '@mizan/cache'
import { toEntry } from '../../../cache/tests/store-bench.ts'
import { startLoad } from '../../../cache/tests/support/load.ts'
import { createSqliteStore } from '../../src/index.ts'

const path = process.argv[2] ?? ''
const HOUR_MS = 3_600_000
const randomText = createRandomTexts((bytes) => crypto.getRandomValues(bytes))
const open = (): CacheStore => createSqliteStore({ path, maxBytes: 1_000_000_000 })

const load = startLoad([open(), open(), open()])
await load.hitMore(200)
const refused = await fill(open())
await load.answerMore(5000)
await load.recover()
await load.hitMore(500)
const { failures, stale, hits } = load
await load.stop()
process.stdout.write(JSON.stringify({ refused, failures: failures.length, stale, hasHits: hits >= 700 }))

/** Whether there was an end to it. */
async function fill(store: CacheStore): Promise<boolean> {
  for (let index = 0; index < 10_000; index += 1) {
    const place = { context: 'filler', key: `k${index}`, tags: ['filler', `filler;id=${index}`] }
    try {
      const entry = toEntry(await store.read(place, randomText()), { body: 'x'.repeat(20_000) })
      await store.write(place, entry, HOUR_MS)
    } catch {
      return true
    }
  }
  return false
}
