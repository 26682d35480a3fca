/** Mistakes that the interleavings must find, and in which scenario they do. */
import {
  forgetsPurges,
  ignoresPkey,
  joinsOlderFills,
  releasesBeforePurge,
  versionsAfterQueries,
} from '../broken/broken-parts.ts'
import { plainGround, type StoreMistake } from '../broken/plain-store.ts'
import type { Ground } from '../stores/ground.ts'
import { memoryGround } from '../stores/memory-ground.ts'
import { type Parts, REAL_PARTS } from './world.ts'

export interface Mistake {
  readonly name: string
  readonly scenario: string
  readonly ground: Ground
  readonly parts: Parts
}

export const MISTAKES: readonly Mistake[] = [
  ofStore('writes without comparing versions', 'two reads and a mutation'),
  ofStore('reads without comparing versions', 'two reads and a mutation'),
  ofStore('counts versions', 'an eviction'),
  ofStore('takes no lease', 'a process that dies'),
  ofStore('a lapse keeps the version', 'a process that dies between readers'),
  ofStore('a purge ends the leases of others', 'two processes that mutate, and one dies'),
  ofParts('versions read after the queries', 'two reads and a mutation', { cache: versionsAfterQueries }),
  ofParts('joins an older fill', 'two reads of two queries and a mutation', { cache: joinsOlderFills }),
  ofParts('purge before commit', 'two reads and a mutation', { purgesBeforeCommit: true }),
  {
    ...ofParts('forgets purges that failed', 'a store that fails once', { store: forgetsPurges }),
    // Where there are leases, they make up for it.
    ground: memoryGround,
  },
  ofParts('releases before it purges', 'a purge that fails, and another process', {
    store: releasesBeforePurge,
  }),
  ofParts('rights are not compared', 'a reader whose rights change', { cache: ignoresPkey }),
  ofParts('the reader is not loaded again', 'a reader whose name changes', { loadsReaderAgain: false }),
]

function ofStore(name: StoreMistake, scenario: string): Mistake {
  return { name, scenario, ground: plainGround(name), parts: REAL_PARTS }
}

function ofParts(name: string, scenario: string, parts: Partial<Parts>): Mistake {
  return { name, scenario, ground: plainGround(), parts: { ...REAL_PARTS, ...parts } }
}
