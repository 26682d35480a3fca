/** Texts of `doc` nodes (IR.md, Normal forms): dedented as PEP 257 says, the same in every language. */

/** Undefined when nothing is left. */
export function normalizeDoc(doc: string | undefined): string | undefined {
  if (doc === undefined) return undefined
  const [first = '', ...others] = doc.replace(/\r\n?/g, '\n').split('\n').map(expandTabs)
  const indents = others.filter((line) => line !== '').map((line) => line.length - line.trimStart().length)
  const indent = indents.reduce((least, each) => Math.min(least, each), Infinity)
  const lines = [first.trimStart(), ...others.map((line) => line.slice(Number.isFinite(indent) ? indent : 0))]
  while (lines.at(-1) === '') lines.pop()
  while (lines[0] === '') lines.shift()
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** Tabs to the next multiple of eight columns, one for each code point, then no spaces at the end. */
function expandTabs(line: string): string {
  let expanded = ''
  let column = 0
  for (const char of line) {
    const width = char === '\t' ? 8 - (column % 8) : 1
    expanded += char === '\t' ? ' '.repeat(width) : char
    column += width
  }
  let end = expanded.length
  while (expanded.charCodeAt(end - 1) === 0x20) end--
  return expanded.slice(0, end)
}
