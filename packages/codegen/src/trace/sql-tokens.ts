/** SQL text as words, names and marks; strings, comments, numbers and placeholders are left out. */

export interface SqlToken {
  /** `word` may be a keyword, `name` is quoted and never one, `mark` is one character. */
  readonly kind: 'word' | 'name' | 'mark'
  /** In lower case, without quotes. */
  readonly text: string
}

/** Each alternative eats a whole piece, so that nothing inside a string or comment is taken for SQL. */
const PIECE = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?(?:\*/|$)`,
    // E'…' of PostgreSQL has backslashes, other strings have none.
    String.raw`\be'(?:[^'\\]|\\[^]|'')*'?`,
    String.raw`'(?:[^']|'')*'?`,
    String.raw`\$(?<tag>[A-Za-z_]*)\$[^]*?\$\k<tag>\$`,
    String.raw`(?<name>"(?:[^"]|"")*"|` + '`[^`]*`' + String.raw`|\[[^\]\d'"][^\]'"]*\])`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`\d[\d.]*(?:e[+-]?\d+)?`,
    String.raw`(?<mark>[(),;.])`,
  ].join('|'),
  'giu',
)

export function readSqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const { groups } of sql.matchAll(PIECE)) {
    const { name, word, mark } = groups ?? {}
    if (name !== undefined)
      tokens.push({ kind: 'name', text: name.slice(1, -1).replaceAll('""', '"').toLowerCase() })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() })
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark })
  }
  return tokens
}
