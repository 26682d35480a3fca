/** Names, strings and comments as safe source text: whatever the IR holds, it stays inside its literal or comment. */

/** A string literal with the quotes that need fewer escapes, single ones by default. */
export function stringLiteral(text: string): string {
  const singles = text.split("'").length
  const doubles = text.split('"').length
  const quote = singles > doubles ? '"' : "'"
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
  return `${quote}${escapeInvisible(escaped)}${quote}`
}

/** A member name, quoted only when it has to be. */
export function propertyName(name: string): string {
  return IDENTIFIER.test(name) ? name : stringLiteral(name)
}

/** `.name` or `['name']`. */
export function propertyAccess(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `[${stringLiteral(name)}]`
}

/** Lines of a doc comment; empty when there is nothing to say. */
export function docComment(lines: readonly string[]): string[] {
  const safe = lines.map((text) => escapeInvisible(text, '\t').replaceAll('*/', '*\\/').trimEnd())
  if (safe.length === 0) return []
  if (safe.length === 1) return [`/** ${safe[0]} */`]
  return ['/**', ...safe.map((text) => ` * ${text}`.trimEnd()), ' */']
}

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** Controls, line separators, bidirectional marks and lone surrogates: they would end a literal, or show a reader other code than runs. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

function escapeInvisible(text: string, kept = ''): string {
  return text.replace(INVISIBLE, (character) => {
    if (character === kept) return character
    return SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
