/** A raw query string to its decoded pairs (SPEC.md, Query string). */

/** Pairs in their order; undefined for bad percent-coding, bad UTF-8 and characters that no URL holds. `+` is a space. */
export function splitQuery(raw: string): [string, string][] | undefined {
  // Beyond ASCII nothing may stand unescaped: servers disagree about what such bytes mean.
  if (!/^[\x21-\x7e]*$/.test(raw)) return undefined
  const pairs: [string, string][] = []
  for (const part of raw.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals === -1 ? part : part.slice(0, equals))
    const value = decode(equals === -1 ? '' : part.slice(equals + 1))
    if (name === undefined || value === undefined) return undefined
    pairs.push([name, value])
  }
  return pairs
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
