/** The text of a tag's version, `EPOCH.RANDOM` (SPEC.md, CACHE-10): never a counter, which would bring the dead back after an eviction. */

const VERSION = /^[0-9a-f]{16}\.[0-9a-f]{32}$/

export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && VERSION.test(text)
}

/** The version made of 128 random bits, in a store of that epoch. */
export function toVersion(epoch: string, random: string): string {
  return `${epoch}.${random}`
}
