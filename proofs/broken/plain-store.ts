/** A store as plain as can be, which can be told to make one mistake: what the proofs must notice. */
import type { CacheEntry, CacheStore } from '@mizan/cache'
import { freshContext, type Ground } from '../stores/ground.ts'

export type StoreMistake =
  /** Keeps an entry under the versions of now, whatever it was read under. */
  | 'writes without comparing versions'
  | 'takes no lease'
  /** A lease that lapsed is as good as released. */
  | 'a lapse keeps the version'
  /** An evicted counter starts again. */
  | 'counts versions'
  /** Answers every entry as if its versions were those of now. */
  | 'reads without comparing versions'
  /** Ends all leases with the first purge. */
  | 'a purge ends the leases of others'

interface Tag {
  version: string
  madeAtMs: number
  readonly leases: Map<string, number>
}

const EPOCH = '0'.repeat(16)

export class PlainStore implements CacheStore {
  readonly outlivesProcess = true
  readonly #tags = new Map<string, Tag>()
  readonly #entries = new Map<string, CacheEntry>()
  readonly #now: () => number
  readonly #mistake: StoreMistake | undefined

  constructor(now: () => number, mistake?: StoreMistake) {
    this.#now = now
    this.#mistake = mistake
  }

  evict(texts: readonly string[]): void {
    for (const text of texts) this.#tags.delete(text)
  }

  read: CacheStore['read'] = ({ key, tags }, random) => {
    const nowMs = this.#now()
    const found = tags.map((text) => this.#current(text, random))
    const entry = this.#entries.get(key)
    const versions = found.map(({ version }) => version)
    return {
      entry: entry && this.#makes('reads without comparing versions') ? { ...entry, versions } : entry,
      versions,
      isLeased: found.some(({ leases }) => leases.size > 0),
      ageMs: nowMs - Math.max(...found.map(({ madeAtMs }) => madeAtMs)),
      nowMs,
    }
  }

  write: CacheStore['write'] = ({ key, tags }, entry) => {
    const found = tags.map((text) => this.#tags.get(text))
    const isLeased = found.some((tag) => tag !== undefined && tag.leases.size > 0)
    if (isLeased) return false
    const isSame = found.every((tag, index) => tag?.version === entry.versions[index])
    if (!isSame && !this.#makes('writes without comparing versions')) return false
    const versions = found.map((tag, index) => tag?.version ?? entry.versions[index] ?? '')
    this.#entries.set(key, { ...entry, versions })
    return true
  }

  purge: CacheStore['purge'] = ({ tags }, { random, lease = '', leased = [] }) => {
    for (const text of tags) {
      const tag = this.#tags.get(text)
      if (tag === undefined) continue
      tag.version = this.#makes('counts versions')
        ? toCount(fromCount(tag.version) + 1)
        : `${EPOCH}.${random}`
      tag.madeAtMs = this.#now()
    }
    for (const text of [...tags, ...leased]) {
      const leases = this.#tags.get(text)?.leases
      if (this.#makes('a purge ends the leases of others')) leases?.clear()
      leases?.delete(lease)
    }
  }

  lease: CacheStore['lease'] = ({ tags }, { lease, lifeMs, random }) => {
    if (this.#makes('takes no lease')) return
    for (const text of tags) {
      const tag = this.#tags.get(text) ?? this.#make(text, random)
      tag.leases.set(lease, this.#now() + lifeMs)
    }
  }

  release: CacheStore['release'] = ({ tags }, lease) => {
    for (const text of tags) this.#tags.get(text)?.leases.delete(lease)
  }

  close(): void {}

  #makes(mistake: StoreMistake): boolean {
    return this.#mistake === mistake
  }

  #current(text: string, random: string): Tag {
    const tag = this.#tags.get(text)
    if (tag === undefined) return this.#make(text, random)
    const lapsed = [...tag.leases].filter(([, expiry]) => expiry <= this.#now())
    if (lapsed.length === 0) return tag
    for (const [id] of lapsed) tag.leases.delete(id)
    if (!this.#makes('a lapse keeps the version')) {
      tag.version = `${EPOCH}.${random}`
      tag.madeAtMs = this.#now()
    }
    return tag
  }

  #make(text: string, random: string): Tag {
    const version = this.#makes('counts versions') ? toCount(1) : `${EPOCH}.${random}`
    const tag = { version, madeAtMs: this.#now(), leases: new Map<string, number>() }
    this.#tags.set(text, tag)
    return tag
  }
}

export function plainGround(mistake?: StoreMistake): Ground {
  return {
    name: mistake ?? 'plain',
    isShared: true,
    hasClock: true,
    isWaitedFor: false,
    open(now) {
      const store = new PlainStore(now, mistake)
      return {
        context: freshContext(),
        connect: () => store,
        lapse: () => undefined,
        evict: ({ tags }) => store.evict(tags),
      }
    },
    close: () => undefined,
  }
}

function toCount(count: number): string {
  return `${EPOCH}.${count.toString(16).padStart(32, '0')}`
}

function fromCount(version: string): number {
  return Number.parseInt(version.slice(17), 16)
}
