/** Targets as a kernel meets them in bodies and in `invalidate()` (SPEC.md, Invalidation). */
import type { JsonObject } from '@mizan/protocol'
import { isJsonObject } from '../values/share-json.ts'

/** `wire` values become canonical texts by the kinds of the entry that they are compared with. */
export interface SeenTarget {
  /** Undefined: every entry of every context. */
  readonly context: string | undefined
  readonly function: string | undefined
  readonly wire: JsonObject
  readonly own: boolean
}

export const EVERYTHING: SeenTarget = { context: undefined, function: undefined, wire: {}, own: false }

/** `invalidate` of a body. What cannot be understood stands for everything. */
export function readTargets(body: unknown): SeenTarget[] {
  return Array.isArray(body) ? body.map((item) => readTarget(item) ?? EVERYTHING) : [EVERYTHING]
}

export function readTarget(item: unknown): SeenTarget | undefined {
  if (typeof item === 'string') return { ...EVERYTHING, context: item }
  if (!isJsonObject(item)) return undefined
  const { context, function: name, params = {}, own } = item
  const isNamed = typeof context === 'string' && (name === undefined || typeof name === 'string')
  return isNamed && isJsonObject(params)
    ? { context, function: name, wire: params, own: own === true }
    : undefined
}
