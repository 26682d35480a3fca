/** SHA-256 (FIPS 180-4), synchronous and the same everywhere: Web Crypto answers only in promises. */

/** Lower-case hex digest of text (as UTF-8) or bytes. */
export function sha256Hex(input: string | Uint8Array): string {
  return toHex(sha256(toBytes(input)))
}

/** Digest, 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  const constants = roundConstants()
  const state = initialState()
  const schedule = new Uint32Array(64)
  const padded = pad(message)
  const view = new DataView(padded.buffer)
  for (let block = 0; block < padded.length; block += 64) {
    for (let start = 0; start < 16; start++) schedule[start] = view.getUint32(block + start * 4)
    compress(state, schedule, constants)
  }
  const digest = new Uint8Array(32)
  const out = new DataView(digest.buffer)
  state.forEach((word, index) => {
    out.setUint32(index * 4, word)
  })
  return digest
}

export function toBytes(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? new TextEncoder().encode(input) : input
}

export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += (byte + 0x100).toString(16).slice(1)
  return hex
}

/** The message, a one bit, zeros, and its length in bits as 64 bits, to a multiple of 64 bytes. */
function pad(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000))
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0)
  return padded
}

function compress(state: Uint32Array, w: Uint32Array, k: Uint32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = at(w, i - 15)
    const y = at(w, i - 2)
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)
    w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(k, i) + at(w, i)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0] = at(state, 0) + a
  state[1] = at(state, 1) + b
  state[2] = at(state, 2) + c
  state[3] = at(state, 3) + d
  state[4] = at(state, 4) + e
  state[5] = at(state, 5) + f
  state[6] = at(state, 6) + g
  state[7] = at(state, 7) + h
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

let constantsMemo: Uint32Array | undefined

/** Fractions of the cube roots of the first 64 primes: computed exactly, so that no table has to be carried or dropped. */
function roundConstants(): Uint32Array {
  constantsMemo ??= Uint32Array.from(firstPrimes(64), (prime) => fractionOfRoot(prime, 3n))
  return constantsMemo
}

/** Fractions of the square roots of the first 8 primes. */
function initialState(): Uint32Array {
  stateMemo ??= Uint32Array.from(firstPrimes(8), (prime) => fractionOfRoot(prime, 2n))
  return stateMemo.slice()
}

let stateMemo: Uint32Array | undefined

/** The first 32 bits after the point of the root: floor(root(prime · 2^(32·degree))) mod 2^32, by integer bisection. */
function fractionOfRoot(prime: number, degree: bigint): number {
  const wanted = BigInt(prime) << (32n * degree)
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** degree <= wanted) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn)
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
