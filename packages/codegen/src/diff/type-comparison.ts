/** What a comparison of types knows: both documents, and from which side the type is seen. */
import type { NamedTypes, TypeExpression } from '@mizan/protocol'
import type { Direction } from '../model/type-usage.ts'
import type { ChangePlace } from './change.ts'

export interface Pair<Value> {
  readonly before: Value
  readonly after: Value
}

export interface TypeComparison {
  readonly before: NamedTypes
  readonly after: NamedTypes
  readonly direction: Direction
  /** Pairs of names under comparison, so that recursion ends. */
  readonly seen: ReadonlySet<string>
  /** Compares what is inside. */
  readonly compare: (pair: Pair<TypeExpression>, comparison: TypeComparison, place: ChangePlace) => void
}

export type ComparisonOf = (direction: Direction) => TypeComparison

/** Some value of before is none any more. */
export function reportNarrowed(comparison: TypeComparison, place: ChangePlace, what: string): void {
  const isInput = comparison.direction === 'input'
  const consequence = isInput ? `${what}: values that were fine are refused` : what
  place.report(isInput ? 'breaking' : 'compatible', 'type-narrowed', consequence)
}

/** Some value is new. */
export function reportWidened(comparison: TypeComparison, place: ChangePlace, what: string): void {
  const isOutput = comparison.direction === 'output'
  const consequence = isOutput ? `${what}: clients do not expect the new values` : what
  place.report(isOutput ? 'breaking' : 'compatible', 'type-widened', consequence)
}
