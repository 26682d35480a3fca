/** What the steps of a store do to the record of a tag: the twin of protocol/cache/tag-record.lua (SPEC.md, CACHE-10, CACHE-16, CACHE-17). */
import { type TagRecord, toVersion } from '@mizan/cache'

export interface StepFacts {
  readonly epoch: string
  readonly nowMs: number
}

/** Another epoch and a lapsed lease make a version missing. */
export function isMissing(record: TagRecord | undefined, { epoch, nowMs }: StepFacts): boolean {
  if (record === undefined || !isOfEpoch(record, epoch)) return true
  for (const expiry of record.leases.values()) if (expiry <= nowMs) return true
  return false
}

export function isOfEpoch(record: TagRecord, epoch: string): boolean {
  return record.version.startsWith(`${epoch}.`)
}

/** With a version made now, and of the leases of the old one those that live. */
export function renewRecord(
  record: TagRecord | undefined,
  random: string,
  { epoch, nowMs }: StepFacts,
): TagRecord {
  const leases = new Map([...(record?.leases ?? [])].filter(([, expiry]) => expiry > nowMs))
  return { version: toVersion(epoch, random), madeAtMs: nowMs, leases }
}

export function withLease(record: TagRecord, lease: string, expiry: number): TagRecord {
  return { ...record, leases: new Map(record.leases).set(lease, expiry) }
}

export function withoutLease(record: TagRecord, lease: string): TagRecord {
  if (!record.leases.has(lease)) return record
  const leases = new Map(record.leases)
  leases.delete(lease)
  return { ...record, leases }
}
