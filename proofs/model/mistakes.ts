/** Mistakes that the model must find, and the world in which it looks for each. */
import { cacheKey, encodeTarget, tagsOfEntry } from '@mizan/protocol'
import { forgetsPurges, ignoresPkey, joinsOlderFills, versionsAfterQueries } from '../broken/broken-parts.ts'
import { plainGround, type StoreMistake } from '../broken/plain-store.ts'
import type { Ground } from '../stores/ground.ts'
import { memoryGround } from '../stores/memory-ground.ts'
import { ONE_PROCESS, REPLICAS, THREE_PROCESSES, TRANSACTIONS } from './configurations.ts'
import { type ModelParts, REAL_MODEL_PARTS } from './core-backend.ts'
import type { Configuration } from './world.ts'

export interface ModelMistake {
  readonly name: string
  readonly ground: Ground
  readonly configuration: Configuration
  readonly parts: ModelParts
}

/** Leases are for those who die. */
const DEADLY = { ...THREE_PROCESSES, accidentShare: 0.06 }

export const MODEL_MISTAKES: readonly ModelMistake[] = [
  // With its tags: those of another user's entry have other versions, so that one of the two would do.
  ofParts('no user in the key, no own in the tags', 'mine', {
    key: ({ user: _user, ...parts }) => cacheKey(parts),
    tags: (declared, { own: _own, ...entry }) => tagsOfEntry(declared, entry),
  }),
  ofParts('no vary in the key', 'shop', { key: ({ vary: _vary, ...parts }) => cacheKey(parts) }),
  ofParts('no rev in the key', 'shop', { key: ({ rev: _rev, ...parts }) => cacheKey(parts) }),
  ofParts('no params in the key', 'crowd', { key: (parts) => cacheKey({ ...parts, params: {} }) }),
  ofParts('rights are not compared', 'mine', { cache: ignoresPkey }),
  ofParts('the reader is not loaded again', 'vault', { loadsReaderAgain: false }),
  ofParts('the fingerprint is not compared', 'shop', {
    asked: (asked) => ({ ...asked, fingerprint: '0'.repeat(16) }),
  }),
  ofParts('the ttl is ignored', 'open', { asked: (asked) => ({ ...asked, ttlMs: 1e9 }) }),
  ofParts('taint is ignored', 'leaky', { sharesTainted: true }),
  ofParts('failures are kept', 'flaky', { keepsFailed: true }),
  ofParts('only the whole entry has a tag', 'open', {
    tags: (_declared, { context, params = {}, own }) => [
      encodeTarget({ context, params, ...(own && { own }) }),
    ],
  }),
  ofParts('no own in the tags', 'mine', {
    tags: (declared, { own: _own, ...entry }) => tagsOfEntry(declared, entry),
  }),
  ofParts('many params are purged as few are', 'wide', {
    targetTags: (_declared, target) => [encodeTarget(target)],
  }),
  ofParts('versions read after the queries', 'shop', { cache: versionsAfterQueries }),
  ofParts('joins an older fill', 'shop', { cache: joinsOlderFills }),
  ofParts('purge before commit', 'shop', { purgesBeforeCommit: true }),
  ofParts('keeps what is not committed', 'shop', { keepsUncommitted: true }, TRANSACTIONS),
  ofParts('replicas are trusted', 'shop', { knowsReplicas: false }, REPLICAS),
  {
    ...ofParts('forgets purges that failed', 'shop', { store: forgetsPurges }, ONE_PROCESS),
    ground: memoryGround,
  },
  ofStore('writes without comparing versions'),
  ofStore('reads without comparing versions'),
  ofStore('counts versions'),
  ofStore('takes no lease'),
  ofStore('a lapse keeps the version'),
  ofStore('a purge ends the leases of others'),
]

/** `focus`: the context in which it shows. */
function ofParts(
  name: string,
  focus: string,
  ...[parts, configuration = THREE_PROCESSES]: [Partial<ModelParts>, Configuration?]
): ModelMistake {
  const focused = { ...configuration, focus: [focus] }
  return { name, ground: plainGround(), configuration: focused, parts: { ...REAL_MODEL_PARTS, ...parts } }
}

function ofStore(name: StoreMistake): ModelMistake {
  return { ...ofParts(name, 'shop', {}, DEADLY), ground: plainGround(name) }
}
