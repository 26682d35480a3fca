/** No regular expression of the packages can be made to try the same text again and again. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test, vi } from 'vitest'
import { threadMs } from '../../packages/protocol/tests/fuzz/growth.ts'
import { ROOT, readFiles } from '../house/source-file.ts'

vi.setConfig({ testTimeout: 120_000 })

interface Found {
  readonly place: string
  readonly literal: string
}

/** Squares that stay, because what they read is short or the developer's own. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/[?#].*$/': 'the path of a file in a stack frame of the own process',
}

/** Repeated behind one of the beginnings, and followed by something that cannot match. */
const ENDS = ['', '!', '\0', '\n', '"', 'x']
/** In small steps: what explodes is seen before it takes an hour. */
const LENGTHS = [24, 32, 44, 60, 84, 120, 200, 4000]
/** Far above what reading so short a text once costs, far below what reading it again from everywhere does. */
const BUDGET_MS = 6

const literals = findLiterals()

test('there are expressions to look at', () => {
  expect(literals.length).toBeGreaterThan(50)
  const ways = Object.keys(BOUNDED).filter((literal) => !literals.some((found) => found.literal === literal))
  expect(ways).toEqual([])
})

test.each(literals)('$place  $literal', ({ literal }) => {
  if (Object.hasOwn(BOUNDED, literal)) return
  expect(findSlowText(toExpression(literal))).toBeUndefined()
})

test.each(['/(a+)+$/', '/^(a|a)*$/', '/[ \\t]+$/', '/^"(\\\\.|[^"])*"x/', '/(\\w+)*:/'])(
  '%s is found out',
  (literal) => {
    expect(findSlowText(toExpression(literal))).toBeDefined()
  },
)

test.each(['/^"(?:\\\\.|[^"\\\\])*"x/', '/^[a-z]+(?:-[a-z]+)*$/'])('%s is no alarm', (literal) => {
  expect(findSlowText(toExpression(literal))).toBeUndefined()
})

function findLiterals(): Found[] {
  const files = readFiles(/^packages\/[^/]+\/src\/.*\.tsx?$/).filter(
    ({ path }) => !/\.test\.tsx?$/.test(path),
  )
  return files.flatMap(({ path }) => {
    const source = ts.createSourceFile(
      path,
      readFileSync(join(ROOT, path), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    const found: Found[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart())
        found.push({ place: `${path}:${line + 1}`, literal: node.text })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}

function toExpression(literal: string): RegExp {
  const end = literal.lastIndexOf('/')
  return new RegExp(literal.slice(1, end), literal.slice(end + 1).replace(/[gy]/, ''))
}

function findSlowText(expression: RegExp): string | undefined {
  const units = unitsOf(expression.source)
  const starts = ['', ...units.filter((unit) => unit.length === 1)]
  for (const length of LENGTHS) {
    for (const start of starts) {
      for (const unit of units) {
        for (const end of ENDS) {
          const text = start + unit.repeat(length / unit.length) + end
          if (isSlow(expression, text)) return `${start}${unit}…${end}`
        }
      }
    }
  }
  return undefined
}

/** Slow three times in a row: a machine that does something else is not. */
function isSlow(expression: RegExp, text: string): boolean {
  for (let round = 0; round < 3; round++) {
    const begun = threadMs()
    expression.test(text)
    if (threadMs() - begun < BUDGET_MS) return false
  }
  return true
}

/** Characters that the expression speaks of, and pairs of them. */
function unitsOf(source: string): string[] {
  const plain = source.replaceAll(/\\[a-zA-Z]|[()[\]{}|?*+^$\\]/g, '')
  const chars = [
    ...new Set([...Array.from(plain).filter((char) => !/[a-zA-Z0-9]/.test(char)), 'a', '0', ' ', '\\']),
  ].slice(0, 8)
  const pairs = chars.slice(0, 3).flatMap((first) => chars.slice(0, 3).map((second) => first + second))
  return [...chars, ...pairs.filter((pair) => pair[0] !== pair[1])]
}
