/** The one form of a doc text (IR.md, Normal forms): dedented as PEP 257 says, outer blank lines and trailing spaces cut. */

export function docText(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  const [first = '', ...rest] = text.replaceAll('\r\n', '\n').replaceAll('\t', '        ').split('\n')
  const indents = rest
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const indent = indents.length === 0 ? 0 : Math.min(...indents)
  const lines = [first.trimStart(), ...rest.map((line) => line.slice(indent))].map((line) => line.trimEnd())
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  return lines.length === 0 ? undefined : lines.join('\n')
}
