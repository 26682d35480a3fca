/** Compares a header with what a case expects of it. */

export type HeaderMatcher = string | number | null | true | readonly string[]

/** Text: exactly that; text in slashes: a regular expression; null: absent; true: there; a list: all of them. */
export function matchHeader(name: string, value: string | undefined, matcher: HeaderMatcher): string[] {
  if (typeof matcher === 'object' && matcher !== null)
    return matcher.flatMap((one) => matchHeader(name, value, one))
  if (matcher === null) return value === undefined ? [] : [`${name} must not be there: ${value}`]
  if (value === undefined) return [`${name} is absent`]
  if (matcher === true || isMatch(value, String(matcher))) return []
  return [`${name} is ${value}, not ${matcher}`]
}

function isMatch(value: string, matcher: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(matcher)?.[1]
  return pattern === undefined ? value === matcher : new RegExp(pattern, 'u').test(value)
}
