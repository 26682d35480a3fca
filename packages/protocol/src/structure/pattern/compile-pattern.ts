/** Patterns as matchers of whole strings: the engine's own where it cannot be made to hang, else the linear one. */
import { compileLinear } from './linear-matcher.ts'
import { parsePattern } from './parse-pattern.ts'
import type { CharacterSet, PatternNode } from './pattern-node.ts'

/** Ways that a backtracking engine may try for one text. */
const maxWays = 1_000_000

/**
 * Whether the whole text matches a pattern of RFC 9485.
 * @throws IrError for a pattern outside the subset, or too large.
 */
export function compilePattern(source: string): (text: string) => boolean {
  const pattern = parsePattern(source)
  const linear = compileLinear(pattern)
  const effort = measure(pattern)
  if (effort === undefined) return linear
  const expression = new RegExp(`^(?:${toSource(pattern)})$`, 'u')
  return (text) =>
    effort.branches * (text.length + 1) ** effort.repeats <= maxWays ? expression.test(text) : linear(text)
}

interface Effort {
  /** Repetitions whose count is not fixed: each may stop at any character. */
  readonly repeats: number
  /** Product of the numbers of alternatives. */
  readonly branches: number
}

/** Undefined where a group is repeated: what backtracking costs there cannot be told from the text's length. */
function measure(node: PatternNode): Effort | undefined {
  switch (node.kind) {
    case 'set':
      return { repeats: 0, branches: 1 }
    case 'repeat':
      if (node.item.kind !== 'set') return undefined
      return { repeats: node.min === node.max ? 0 : 1, branches: 1 }
    case 'sequence':
      return combine(node.items, 1)
    case 'choice':
      return combine(node.branches, node.branches.length)
  }
}

function combine(nodes: readonly PatternNode[], factor: number): Effort | undefined {
  let repeats = 0
  let branches = factor
  for (const node of nodes) {
    const effort = measure(node)
    if (effort === undefined) return undefined
    repeats += effort.repeats
    branches *= effort.branches
  }
  return { repeats, branches }
}

function toSource(node: PatternNode): string {
  switch (node.kind) {
    case 'set':
      return setSource(node)
    case 'sequence':
      return node.items.map(toSource).join('')
    case 'choice':
      return `(?:${node.branches.map(toSource).join('|')})`
    case 'repeat':
      return `(?:${toSource(node.item)})${quantifier(node.min, node.max)}`
  }
}

function quantifier(min: number, max: number): string {
  return max === Infinity ? `{${min},}` : `{${min},${max}}`
}

/** Code points in hex: nothing of the source is taken over, so nothing of it can mean something else. */
function setSource({ ranges, isNegated }: CharacterSet): string {
  const body = ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('')
  return `[${isNegated ? '^' : ''}${body}]`
}
