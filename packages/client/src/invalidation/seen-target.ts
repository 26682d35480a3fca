/** Targets as a kernel meets them in bodies and in `invalidate()` (SPEC.md, Invalidation). */
import { encodeTarget, type JsonObject } from '@mizan/protocol'
import type { Invalidation } from '../events.ts'
import { textsOf } from '../store/entry.ts'
import { isJsonObject } from '../store/share-json.ts'

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
  if (!Array.isArray(body)) return [EVERYTHING]
  return body.map((item) => readTarget(item) ?? EVERYTHING)
}

export function readTarget(item: unknown): SeenTarget | undefined {
  if (typeof item === 'string') return { ...EVERYTHING, context: item }
  if (!isJsonObject(item) || typeof item.context !== 'string') return undefined
  const { context, function: name, params = {}, own } = item
  if ((name !== undefined && typeof name !== 'string') || !isJsonObject(params)) return undefined
  return { context, function: name, wire: params, own: own === true }
}

export function fromInvalidation(target: Invalidation): SeenTarget {
  if (typeof target === 'string') return { ...EVERYTHING, context: target }
  return {
    context: target.context,
    function: target.function,
    wire: target.params ?? {},
    own: target.own === true,
  }
}

/** As in X-Mizan-Invalidate, for events. */
export function targetText(target: SeenTarget): string {
  if (target.context === undefined) return '*'
  const head = { context: target.context, params: textsOf(target.wire, {}) }
  return encodeTarget(target.function === undefined ? head : { ...head, function: target.function })
}
