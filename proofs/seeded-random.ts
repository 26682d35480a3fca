/** Random numbers that are the same for the same seed, on every machine: xoshiro128**, seeded by splitmix32. */

export interface SeededRandom {
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number
  /** Whether something happens that happens so often, of 1. */
  happens(share: number): boolean
  pick<Value>(values: readonly Value[]): Value
  /** 32 hex digits. */
  hex(): string
}

export function createSeededRandom(seed: number): SeededRandom {
  let mixed = seed | 0
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let bits = mixed ^ (mixed >>> 16)
    bits = Math.imul(bits, 0x21f0aaad)
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
    return (bits ^ (bits >>> 15)) >>> 0
  }
  let [one, two, three, four] = [mix(), mix(), mix(), mix()]
  const next = (): number => {
    const answer = Math.imul(rotate(Math.imul(two, 5), 7), 9) >>> 0
    const shifted = two << 9
    three ^= one
    four ^= two
    two ^= three
    one ^= four
    three ^= shifted
    four = rotate(four, 11)
    return answer
  }
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit)
  return {
    below,
    happens: (share) => next() / 2 ** 32 < share,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
    hex: () => [next(), next(), next(), next()].map((bits) => bits.toString(16).padStart(8, '0')).join(''),
  }
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by))
}
