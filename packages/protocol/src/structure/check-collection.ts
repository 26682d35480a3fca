/** Checks of `list`, `tuple` and `map`. Nothing is copied until something has to change. */
import type { ListType, MapType, TupleType } from '../ir/model.ts'
import { toCanonicalJson } from '../json/canonical-json.ts'
import type { JsonValue } from '../json/json-value.ts'
import type { Compilation } from './compilation.ts'
import { isObject, isPlain } from './plain-object.ts'
import { addProblem, type Check, checkAt, isFull, type Walk } from './walk.ts'

export function compileList(type: ListType, compilation: Compilation): Check {
  const { maxDepth, direction } = compilation
  const item = compilation.compile(type.item)
  const { minItems = 0, maxItems = Infinity, unique = false } = direction === 'in' ? type : {}
  return (value, walk) => {
    if (!Array.isArray(value)) return addProblem(walk, 'must be a list')
    if (walk.path.length >= maxDepth)
      return addProblem(walk, `must be nested less than ${maxDepth} levels deep`)
    if (value.length > maxItems) return addProblem(walk, `must have at most ${maxItems} items`)
    if (value.length < minItems) return addProblem(walk, `must have at least ${minItems} items`)
    const before = walk.problems?.size
    const items = checkItems(value, { walk, checkOf: () => item })
    if (unique && walk.problems?.size === before && repeats(items))
      addProblem(walk, 'must not repeat an item')
    return items
  }
}

export function compileTuple(type: TupleType, compilation: Compilation): Check {
  const { maxDepth } = compilation
  const checks = type.items.map(compilation.compile)
  return (value, walk) => {
    if (!Array.isArray(value) || value.length !== checks.length) {
      return addProblem(walk, `must be a list of ${checks.length} items`)
    }
    if (walk.path.length >= maxDepth)
      return addProblem(walk, `must be nested less than ${maxDepth} levels deep`)
    return checkItems(value, { walk, checkOf: (at) => checks[at] })
  }
}

export function compileMap(type: MapType, compilation: Compilation): Check {
  const { maxDepth, direction } = compilation
  const member = compilation.compile(type.value)
  return (value, walk) => {
    if (!isObject(value) || (direction === 'out' && !isPlain(value)))
      return addProblem(walk, 'must be a plain object')
    if (walk.path.length >= maxDepth)
      return addProblem(walk, `must be nested less than ${maxDepth} levels deep`)
    const changed: [string, unknown][] = []
    const names = Object.keys(value)
    for (const key of names) {
      const given = value[key]
      if (given === undefined || isFull(walk)) continue
      if (direction === 'out' && !key.isWellFormed())
        return addProblem(walk, 'must have names without lone surrogates')
      const checked = checkAt(member, given, { walk, key })
      if (!Object.is(checked, given)) changed.push([key, checked])
    }
    // Defines, never sets: a member named __proto__ is data.
    return changed.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...changed])
  }
}

function checkItems(
  items: readonly unknown[],
  { walk, checkOf }: { readonly walk: Walk; readonly checkOf: (at: number) => Check | undefined },
): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let key = 0; key < items.length && !isFull(walk); key++) {
    const check = checkOf(key)
    if (check === undefined) continue
    walk.path.push(key)
    const checked = check(items[key], walk)
    walk.path.pop()
    if (copy === undefined && !Object.is(checked, items[key])) copy = [...items]
    if (copy !== undefined) copy[key] = checked
  }
  return copy ?? items
}

/** By the RFC 8785 text of normal forms. */
function repeats(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => toCanonicalJson(item as JsonValue))).size < items.length
}
