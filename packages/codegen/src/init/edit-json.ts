/** Adds members to objects of a JSON text and leaves every other byte as it is. */

/** Adds `members` to the object under `key` of the outermost object, at its end; makes the object when there is none. The text is JSON with an object outside. */
export function addMembers(text: string, key: string, members: Readonly<Record<string, string>>): string {
  const entries = Object.entries(members)
  if (entries.length === 0) return text
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = /^[{]\s*?\n([ \t]+)"/.exec(text)?.[1] ?? '  '
  const lines = entries.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  const inner = lines.map((line) => `${indent}${indent}${line}`).join(`,${newline}`)
  const span = findObject(text, key)
  if (span === undefined) {
    const member = `${indent}${JSON.stringify(key)}: {${newline}${inner}${newline}${indent}}`
    return insertLast(text, text.lastIndexOf('}'), { member, newline, closing: '' })
  }
  return insertLast(text, span.end, { member: inner, newline, closing: indent })
}

/** `end` is the place of the closing brace. */
function insertLast(
  text: string,
  end: number,
  { member, newline, closing }: { member: string; newline: string; closing: string },
): string {
  const before = text.slice(0, end).trimEnd()
  const comma = before.endsWith('{') ? '' : ','
  return `${before}${comma}${newline}${member}${newline}${closing}${text.slice(end)}`
}

/** Where the object under a key of the outermost object closes. */
function findObject(text: string, key: string): { end: number } | undefined {
  const pieces = /"(?:[^"\\]|\\.)*"|[{}[\]]/g
  let depth = 0
  let isWanted = false
  let wantedDepth = -1
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (piece === '{' || piece === '[') {
      if (isWanted && piece === '{') wantedDepth = depth
      isWanted = false
      depth++
    } else if (piece === '}' || piece === ']') {
      depth--
      if (depth === wantedDepth) return { end: index }
    } else {
      const isKey = /^\s*:/.test(text.slice(index + piece.length, index + piece.length + 100))
      isWanted = depth === 1 && isKey && JSON.parse(piece) === key
    }
  }
  return undefined
}
