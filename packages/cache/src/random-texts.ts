/** 128 random bits as 32 hex digits, text after text, from as few questions for randomness as can be. */

const BYTES = 16
const TEXTS_AT_ONCE = 128
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `fill` puts cryptographic randomness into the bytes: `(bytes) => crypto.getRandomValues(bytes)`. It is first asked with the first text. */
export function createRandomTexts(fill: (bytes: Uint8Array<ArrayBuffer>) => unknown): () => string {
  const pool = new Uint8Array(BYTES * TEXTS_AT_ONCE)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      fill(pool)
      used = 0
    }
    let text = ''
    for (const end = used + BYTES; used < end; used += 1) text += HEX[pool[used] ?? 0]
    return text
  }
}
