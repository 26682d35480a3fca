/** Random choices that come out the same for the same seed, on every machine. */

export class Dice {
  #state: number

  /** Any integer of 32 bits. */
  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** 32 random bits, unsigned (mulberry32). */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** From 0 to `below`, without it. */
  below(below: number): number {
    return this.bits() % below
  }

  /** Whether one of so many hits. */
  oneIn(many: number): boolean {
    return this.below(many) === 0
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('There is nothing to pick from.')
    return item
  }

  /** From none to `most` of what a step makes. */
  some<Item>(most: number, create: () => Item): Item[] {
    return Array.from({ length: this.below(most + 1) }, create)
  }

  /** A part of a list, in its order. */
  part<Item>(items: readonly Item[]): Item[] {
    return items.filter(() => this.oneIn(2))
  }
}
