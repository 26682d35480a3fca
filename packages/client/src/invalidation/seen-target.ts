/** Targets as a kernel meets them in bodies, headers and in `invalidate()`, and which slots they match (SPEC.md, Matching). */
import {
  decodeInvalidateHeader,
  encodeTarget,
  type JsonObject,
  matchTarget,
  type Target,
} from '@mizan/protocol'
import type { Invalidation } from '../events.ts'
import { type Entry, textsOf } from '../store/entry.ts'
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

/** X-Mizan-Invalidate, for answers whose body is not ours to read. `ownIdentity` is the OWN of this client. */
export function readHeaderTargets(header: string, ownIdentity: string | undefined): SeenTarget[] {
  const targets = decodeInvalidateHeader(header)
  if (targets === '*') return [EVERYTHING]
  return targets
    .filter(({ own }) => own === undefined || own === ownIdentity)
    .map(({ context, function: name, params, own }) => ({
      context,
      function: name,
      wire: params ?? {},
      own: own !== undefined,
    }))
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

/**
 * Whether the target matches the function's slot. Params that a slice's query does not declare say nothing about it, so they do not
 * keep a target away: the slice stands for its place in every bundle. While the server has not told an entry's canonical params,
 * every target of its context matches.
 */
export function matchesSlot(target: SeenTarget, entry: Entry, functionName: string): boolean {
  const { source } = entry
  if (target.context === undefined) return true
  if (target.function !== undefined && target.function !== functionName) return false
  if (!entry.isFiled) return target.context === source.context
  const texts = Object.entries(textsOf(target.wire, source.kinds))
  const params =
    source.only === undefined ? texts : texts.filter(([name]) => Object.hasOwn(source.kinds, name))
  const exact: Target = { context: target.context, params: Object.fromEntries(params), own: target.own }
  return matchTarget(exact, { context: source.context, params: entry.params, own: !entry.isPublic })
}
