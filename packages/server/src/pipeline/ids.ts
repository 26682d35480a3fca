/** Ids of requests and causes: a random part of this process, and a count (SPEC.md, HTTP-8, CAUSE-1). */

/** 72 bits: processes of one app do not meet. */
const RANDOM_BYTES = 9

/** Each is another text of `[A-Za-z0-9._-]`, 13 characters and a few more. */
export function createIds(): () => string {
  let prefix: string | undefined
  let count = 0
  return () => {
    // Not before the first request: workers refuse randomness while modules load.
    prefix ??= randomText()
    count += 1
    return prefix + count
  }
}

function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
