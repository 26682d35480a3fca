/** Compares JSON with what a case expects of it: exactly, or in part, with a few matchers for what no case can know. */
import { isObject, type Json } from '../drive/json.ts'

export interface MatchOptions {
  /** Members that nobody expected are passed over. */
  readonly isPartial: boolean
}

/** A sentence for each difference; `place` is the JSON pointer they begin with. */
export function matchJson(
  expected: Json,
  actual: Json | undefined,
  { place = '', ...options }: MatchOptions & { readonly place?: string },
): string[] {
  const at = { ...options, place }
  if (isObject(expected)) {
    const matched = applyMatcher(expected, actual, place)
    if (matched !== undefined) return matched
    if (isObject(actual)) return matchMembers(expected, actual, at)
  } else if (Array.isArray(expected) && Array.isArray(actual)) return matchItems(expected, actual, at)
  else if (actual !== undefined && expected === actual) return []
  return [differs(expected, actual, place)]
}

/** `{$matches: REGEX}`, `{$any: true}`, `{$absent: true}`, `{$length: 3}`, `{$set: [...]}`: undefined when it is none of them. */
function applyMatcher(
  expected: { readonly [name: string]: Json },
  actual: Json | undefined,
  place: string,
): string[] | undefined {
  const [name, ...more] = Object.keys(expected)
  if (name === undefined || more.length > 0 || !name.startsWith('$')) return undefined
  const wanted = expected[name] as Json
  if (name === '$absent') return actual === undefined ? [] : [`${place || '/'} must not be there`]
  if (actual === undefined) return [`${place || '/'} is missing`]
  const isMet = checkMatcher(name, wanted, actual)
  if (isMet === undefined) throw new Error(`there is no matcher ${name}`)
  return isMet ? [] : [differs(expected, actual, place)]
}

function checkMatcher(name: string, wanted: Json, actual: Json): boolean | undefined {
  switch (name) {
    case '$any':
      return true
    case '$matches':
      return typeof actual === 'string' && new RegExp(wanted as string, 'u').test(actual)
    case '$length':
      return Array.isArray(actual) && actual.length === wanted
    case '$repeat':
      return undefined
    case '$set':
      return isSameSet(wanted, actual)
    default:
      return undefined
  }
}

function isSameSet(wanted: Json, actual: Json): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(actual) || wanted.length !== actual.length) return false
  const left = [...actual]
  return wanted.every((item) => {
    const found = left.findIndex((other) => matchJson(item, other, { isPartial: false }).length === 0)
    if (found >= 0) left.splice(found, 1)
    return found >= 0
  })
}

function matchMembers(
  expected: { readonly [name: string]: Json },
  actual: { readonly [name: string]: Json },
  options: MatchOptions & { readonly place: string },
): string[] {
  const below = (name: string): string =>
    `${options.place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const problems = Object.entries(expected).flatMap(([name, value]) => {
    const found = Object.hasOwn(actual, name) ? actual[name] : undefined
    return matchJson(value, found, { ...options, place: below(name) })
  })
  if (options.isPartial) return problems
  const extra = Object.keys(actual).filter((name) => !Object.hasOwn(expected, name))
  return [...problems, ...extra.map((name) => `${below(name)} was not expected: ${show(actual[name])}`)]
}

function matchItems(
  expected: readonly Json[],
  actual: readonly Json[],
  options: MatchOptions & { readonly place: string },
): string[] {
  if (expected.length !== actual.length)
    return [
      `${options.place || '/'} has ${actual.length} items, not ${expected.length}: ${show([...actual])}`,
    ]
  return expected.flatMap((item, index) =>
    matchJson(item, actual[index], { ...options, place: `${options.place}/${index}` }),
  )
}

function differs(expected: Json, actual: Json | undefined, place: string): string {
  return `${place || '/'} is ${show(actual)}, not ${show(expected)}`
}

export function show(value: Json | undefined): string {
  if (value === undefined) return 'absent'
  const text = JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text
}

/** The value at a JSON pointer; undefined when there is none. */
export function valueAt(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value
  for (const word of pointer.split('/').slice(1)) {
    const name = word.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(found)) found = found[Number(name)]
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return found
}
