/** The program of one side and size: `node --expose-gc measure-cache.ts SIDE ENTRIES SAMPLES`. */
import { MizanCache } from './mizan-cache.ts'
import { ENTRIES_A_LIST, type InvalidationTime, type MountedCache } from './mounted-cache.ts'
import { TanstackCache } from './tanstack-cache.ts'

export interface CacheMeasure {
  readonly times: readonly InvalidationTime[]
  readonly bytesAnEntry: number
}

const [side, entriesText, samplesText] = process.argv.slice(2)
const entries = Number(entriesText)
const samples = Number(samplesText)
const cache: MountedCache = side === 'mizan' ? new MizanCache() : new TanstackCache()

const before = heapInUse()
await cache.mount(entries)
const bytesAnEntry = (heapInUse() - before) / entries
await checkInvalidation(cache)

const times: InvalidationTime[] = []
const lists = Math.floor(entries / ENTRIES_A_LIST)
for (let sample = -20; sample < samples; sample++) {
  const took = await cache.invalidate((sample * 7 + 210) % lists)
  await cache.settle()
  if (sample >= 0) times.push(took)
}
process.stdout.write(JSON.stringify({ times, bytesAnEntry } satisfies CacheMeasure))
process.exit(0)

/** Three entries are read once more, and no other. */
async function checkInvalidation(checked: MountedCache): Promise<void> {
  if (checked.reads !== entries) throw new Error(`${checked.reads} reads for ${entries} entries`)
  await checked.invalidate(5)
  await checked.settle()
  const isRight = checked.reads === entries + ENTRIES_A_LIST && checked.readsOf(5) === 2 * ENTRIES_A_LIST
  if (!isRight) throw new Error(`${checked.reads - entries} reads after an invalidation of ${ENTRIES_A_LIST}`)
}

function heapInUse(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
