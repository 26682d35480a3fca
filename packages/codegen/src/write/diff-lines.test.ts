import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffLines } from './diff-lines.ts'

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`)
const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

/** What a patch program would do with the diff. */
function applyDiff(before: readonly string[], diff: readonly string[]): string[] {
  const after: string[] = []
  let position = 0
  for (const line of diff.slice(2)) {
    const start = /^@@ -(\d+),(\d+) /.exec(line)
    if (start !== null) {
      const first = Number(start[2]) === 0 ? Number(start[1]) : Number(start[1]) - 1
      while (position < first) after.push(before[position++] ?? '')
    } else if (line.startsWith('+')) after.push(line.slice(1))
    else {
      if (line.startsWith(' ')) after.push(before[position] ?? '')
      expect(before[position]).toBe(line.slice(1))
      position += 1
    }
  }
  return [...after, ...before.slice(position)]
}

describe('diffLines', () => {
  it('is empty for equal texts', () => {
    expect(diffLines('a\nb\n', 'a\r\nb\r\n', 'x')).toEqual([])
  })

  it('shows a change with its surroundings', () => {
    const before = numbers(1, 12)
    const after = before.with(5, 'six')
    expect(diffLines(text(before), text(after), 'x.ts')).toEqual([
      '--- x.ts',
      '+++ x.ts (generated now)',
      '@@ -3,7 +3,7 @@',
      ' 3',
      ' 4',
      ' 5',
      '-6',
      '+six',
      ' 7',
      ' 8',
      ' 9',
    ])
  })

  it('shows distant changes apart and new files whole', () => {
    const before = numbers(1, 40)
    const hunks = diffLines(text(before), text(before.with(0, 'x').with(39, 'y')), 'x').filter((line) =>
      line.startsWith('@@'),
    )
    expect(hunks).toEqual(['@@ -1,4 +1,4 @@', '@@ -37,4 +37,4 @@'])
    expect(diffLines('', 'a\n', 'x').slice(2)).toEqual(['@@ -0,0 +1,1 @@', '+a'])
  })

  it('turns the one text into the other', () => {
    const lines = array(constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 })
    assert(
      property(lines, lines, (before, after) => {
        expect(applyDiff(before, diffLines(text(before), text(after), 'x'))).toEqual(after)
      }),
    )
  })
})
