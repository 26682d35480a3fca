/** Hostile inputs from a seed: good ones bitten, doubled, crossed, spiced with tokens that mean something; now and then noise alone. */

/** Whole numbers below a bound. */
export type Random = (bound: number) => number

/** The same numbers for the same seed, everywhere (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * bound)
  }
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random(items.length)]
  if (item === undefined) throw new RangeError('There is nothing to pick from.')
  return item
}

/** Inputs and the pieces that mean something to their reader. */
export interface Corpus {
  readonly good: readonly string[]
  readonly tokens: readonly string[]
}

export function hostileText(random: Random, corpus: Corpus): string {
  if (random(10) === 0) return noise(random, corpus)
  let text = pick(random, corpus.good)
  // One of ten stays as it is.
  for (let left = random(10) === 0 ? 0 : 1 + random(3); left > 0; left--) text = bite(random, text, corpus)
  return text
}

/** UTF-8 of a hostile text, one of eight with bytes that no text has. */
export function hostileBytes(random: Random, corpus: Corpus): Uint8Array {
  const bytes = new TextEncoder().encode(hostileText(random, corpus))
  if (random(8) > 0 || bytes.length === 0) return bytes
  for (let left = 1 + random(3); left > 0; left--) bytes[random(bytes.length)] = random(256)
  return bytes
}

function noise(random: Random, { tokens }: Corpus): string {
  let text = ''
  for (let left = random(12); left > 0; left--) text += pick(random, tokens)
  return text
}

function bite(random: Random, text: string, corpus: Corpus): string {
  const start = random(text.length + 1)
  const end = start + random(Math.min(text.length - start, 12) + 1)
  const [before, piece, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)]
  const token = pick(random, corpus.tokens)
  switch (random(8)) {
    case 0:
      return before + after
    case 1:
      return before + piece + piece + after
    case 2:
      return before + token + after
    case 3:
      return before + token + piece + after
    case 4:
      return before
    case 5:
      return before + pick(random, corpus.good).slice(random(8))
    case 6:
      return before + token.repeat(1 + random(70)) + after
    default:
      return before + String.fromCharCode(text.charCodeAt(start) ^ (1 << random(7))) + text.slice(start + 1)
  }
}
