/** What the parts of the compiler of writers share: one type in, one writer out. */
import { MAX_DEPTH } from '../generated/limits.ts'
import type { TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'

/**
 * Writes a value as JSON; `depth` counts the lists and objects around it. Bounds, lengths, patterns and formats are not
 * looked at: they guard what comes in.
 * @throws Misfit
 */
export type Write = (value: unknown, depth: number) => string

export interface Writing {
  readonly types: NamedTypes
  readonly compile: (type: TypeExpression) => Write
}

/** Levels that an answer puts around a value: the body, a list in it, an item of that, a bundle. */
const envelopeDepth = 4

/** Levels of lists and objects that a value may have. */
export const MAX_RESULT_DEPTH = MAX_DEPTH - envelopeDepth

export const RESULT_TOO_DEEP = `must be nested less than ${MAX_RESULT_DEPTH} levels deep`
