/** A unified diff of two texts, for `--check`. */

interface Edit {
  readonly kind: ' ' | '-' | '+'
  readonly text: string
}

/** Lines shown around a change. */
const CONTEXT_LINES = 3
/** Beyond this many pairs of lines the differing part is shown whole, as removed and added: a table of all pairs would take too long. */
const MAX_TABLE_CELLS = 4_000_000

/** Lines of the diff, headers included; empty when the texts are the same. */
export function diffLines(before: string, after: string, name: string): string[] {
  const edits = compare(splitLines(before), splitLines(after))
  const hunks = collectHunks(edits)
  if (hunks.length === 0) return []
  return [`--- ${name}`, `+++ ${name} (generated now)`, ...hunks.flat()]
}

function splitLines(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Common start and end are set aside first: most regenerations change little. */
function compare(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  const keep = (text: string): Edit => ({ kind: ' ', text })
  return [
    ...before.slice(0, start).map(keep),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(keep),
  ]
}

/** By the longest common subsequence. */
function compareMiddle(before: readonly string[], after: readonly string[]): Edit[] {
  const remove = (text: string): Edit => ({ kind: '-', text })
  const add = (text: string): Edit => ({ kind: '+', text })
  if (before.length * after.length > MAX_TABLE_CELLS) return [...before.map(remove), ...after.map(add)]
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const isSame = before[i] === after[j]
      lengths[i * width + j] = isSame
        ? lengthAt(i + 1, j + 1) + 1
        : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
    }
  }
  const edits: Edit[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [left, right] = [before[i], after[j]]
    if (left !== undefined && left === right) {
      edits.push({ kind: ' ', text: left })
      i += 1
      j += 1
    } else if (right === undefined || (left !== undefined && lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      edits.push(remove(left ?? ''))
      i += 1
    } else {
      edits.push(add(right))
      j += 1
    }
  }
  return edits
}

function collectHunks(edits: readonly Edit[]): string[][] {
  const hunks: string[][] = []
  let position = 0
  while (position < edits.length) {
    const first = edits.findIndex((edit, index) => index >= position && edit.kind !== ' ')
    if (first === -1) break
    const from = Math.max(position, first - CONTEXT_LINES)
    const to = findHunkEnd(edits, first)
    hunks.push([
      hunkHeader(edits, from, to),
      ...edits.slice(from, to).map((edit) => `${edit.kind}${edit.text}`),
    ])
    position = to
  }
  return hunks
}

function findHunkEnd(edits: readonly Edit[], first: number): number {
  let end = first
  for (let index = first; index < edits.length && index <= end + 2 * CONTEXT_LINES; index += 1) {
    if (edits[index]?.kind !== ' ') end = index
  }
  return Math.min(edits.length, end + 1 + CONTEXT_LINES)
}

function hunkHeader(edits: readonly Edit[], from: number, to: number): string {
  const range = (kind: '-' | '+') => {
    const isIn = (edit: Edit) => edit.kind === ' ' || edit.kind === kind
    const length = edits.slice(from, to).filter(isIn).length
    const before = edits.slice(0, from).filter(isIn).length
    return `${kind}${length === 0 ? before : before + 1},${length}`
  }
  return `@@ ${range('-')} ${range('+')} @@`
}
