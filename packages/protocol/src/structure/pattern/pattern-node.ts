/** A parsed pattern: RFC 9485 has no more than this. */
export type PatternNode = CharacterSet | PatternSequence | PatternChoice | PatternRepeat

/** One code point inside (or, negated, outside) any of the ranges. */
export interface CharacterSet {
  readonly kind: 'set'
  readonly isNegated: boolean
  /** First and last code points. */
  readonly ranges: readonly (readonly [number, number])[]
}

export interface PatternSequence {
  readonly kind: 'sequence'
  readonly items: readonly PatternNode[]
}

export interface PatternChoice {
  readonly kind: 'choice'
  readonly branches: readonly PatternNode[]
}

export interface PatternRepeat {
  readonly kind: 'repeat'
  readonly item: PatternNode
  readonly min: number
  /** Infinity where there is none. */
  readonly max: number
}
