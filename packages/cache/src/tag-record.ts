/** What a store that outlives the process keeps of a tag: `VERSION MADE_AT_MS` or `VERSION MADE_AT_MS id=expiry,id=expiry` (SPEC.md, CACHE-10, CACHE-16). */
import { isVersion } from './version-text.ts'

export interface TagRecord {
  readonly version: string
  /** By the store's clock: Unix time, milliseconds. */
  readonly madeAtMs: number
  /** By id of the lease: when it lapses. */
  readonly leases: ReadonlyMap<string, number>
}

const MILLISECONDS = /^(?:0|[1-9][0-9]{0,15})$/
const LEASE = /^([0-9a-f]{32})=(0|[1-9][0-9]{0,15})$/

export function encodeTagRecord({ version, madeAtMs, leases }: TagRecord): string {
  const head = `${version} ${madeAtMs}`
  if (leases.size === 0) return head
  return `${head} ${[...leases].map(([id, expiry]) => `${id}=${expiry}`).join(',')}`
}

/** Undefined where the text is none: its tag has no version. */
export function decodeTagRecord(text: string): TagRecord | undefined {
  const [version, madeAt, leaseText, ...rest] = text.split(' ')
  if (!isVersion(version) || madeAt === undefined || !MILLISECONDS.test(madeAt) || rest.length > 0)
    return undefined
  const leases = leaseText === undefined ? new Map<string, number>() : decodeLeases(leaseText)
  return leases && { version, madeAtMs: Number(madeAt), leases }
}

function decodeLeases(text: string): ReadonlyMap<string, number> | undefined {
  const leases = new Map<string, number>()
  for (const part of text.split(',')) {
    const [, id, expiry] = LEASE.exec(part) ?? []
    if (id === undefined || leases.has(id)) return undefined
    leases.set(id, Number(expiry))
  }
  return leases
}
