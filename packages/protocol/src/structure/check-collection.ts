/** Checks of `list`, `tuple` and `map`. Nothing is copied until something has to change. */
import { MAX_DEPTH } from '../generated/limits.ts'
import type { ListType, MapType, TupleType } from '../ir/model.ts'
import { toCanonicalJson } from '../json/canonical-json.ts'
import type { JsonValue } from '../json/json-value.ts'
import type { Compilation } from './compilation.ts'
import { isObject } from './plain-object.ts'
import { addProblem, type Check, checkAt, isFull, placeProblems, type Walk } from './walk.ts'

export const TOO_DEEP = `must be nested less than ${MAX_DEPTH} levels deep`

export function compileList(type: ListType, { compile }: Compilation): Check {
  const item = compile(type.item)
  const { minItems = 0, maxItems = Infinity, unique = false } = type
  return (value, walk) => {
    if (!Array.isArray(value)) return addProblem(walk, 'must be a list')
    if (walk.depth >= MAX_DEPTH) return addProblem(walk, TOO_DEEP)
    if (value.length > maxItems) return addProblem(walk, `must have at most ${maxItems} items`)
    if (value.length < minItems) return addProblem(walk, `must have at least ${minItems} items`)
    const { count } = walk
    const items = checkItems(value, item, walk)
    if (unique && walk.count === count && repeats(items)) addProblem(walk, 'must not repeat an item')
    return items
  }
}

export function compileTuple(type: TupleType, { compile }: Compilation): Check {
  const checks = type.items.map(compile)
  return (value, walk) => {
    if (!Array.isArray(value) || value.length !== checks.length) {
      return addProblem(walk, `must be a list of ${checks.length} items`)
    }
    if (walk.depth >= MAX_DEPTH) return addProblem(walk, TOO_DEEP)
    walk.depth++
    const items = checks.map((check, key) => checkAt(check, value[key], { walk, key }))
    walk.depth--
    return items.every((item, key) => Object.is(item, value[key])) ? value : items
  }
}

export function compileMap(type: MapType, { compile }: Compilation): Check {
  const member = compile(type.value)
  return (value, walk) => {
    if (!isObject(value)) return addProblem(walk, 'must be a plain object')
    if (walk.depth >= MAX_DEPTH) return addProblem(walk, TOO_DEEP)
    walk.depth++
    const changed: [string, unknown][] = []
    for (const key of Object.keys(value)) {
      const given = value[key]
      if (given === undefined || isFull(walk)) continue
      const checked = checkAt(member, given, { walk, key })
      if (!Object.is(checked, given)) changed.push([key, checked])
    }
    walk.depth--
    // Defines, never sets: a member named __proto__ is data.
    return changed.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...changed])
  }
}

function checkItems(items: readonly unknown[], check: Check, walk: Walk): readonly unknown[] {
  let copy: unknown[] | undefined
  walk.depth++
  for (let key = 0; key < items.length && !isFull(walk); key++) {
    const { count } = walk
    const given = items[key]
    const checked = check(given, walk)
    if (walk.count !== count) placeProblems(walk, count, key)
    if (copy === undefined && !Object.is(checked, given)) copy = [...items]
    if (copy !== undefined) copy[key] = checked
  }
  walk.depth--
  return copy ?? items
}

/** By the RFC 8785 text of normal forms. */
function repeats(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => toCanonicalJson(item as JsonValue))).size < items.length
}
