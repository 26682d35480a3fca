/** What SQLite means by its errors, as far as a store treats them differently. */

const BUSY = 5
const LOCKED = 6
const CORRUPT = 11
const NOT_A_DATABASE = 26
/** Extended codes carry the plain one in their lowest byte. */
const PLAIN = 0xff

/** Another process writes, and did for as long as we wait. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error)
  return code === BUSY || code === LOCKED
}

/** What the file holds cannot be read. */
export function isCorrupt(error: unknown): boolean {
  const code = codeOf(error)
  return code === CORRUPT || code === NOT_A_DATABASE
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & PLAIN : undefined
}
