/** Header text back to targets and entries; whatever cannot be read is `*` (SPEC.md, Header). */
import { isName } from '../values/name.ts'
import { OWN_PAIR } from './encode-target.ts'
import { percentDecode } from './percent.ts'
import type { Target } from './target.ts'

/**
 * `X-Mizan-Invalidate` to its targets in order, or `*`: everything. `*` stands for a text outside the grammar too: an empty
 * one, a lower-case or incomplete escape, bytes that are not UTF-8, a repeated or reserved name, a function with a dot.
 */
export function decodeInvalidateHeader(header: string): Target[] | '*' {
  const targets: Target[] = []
  for (const part of header.split(',')) {
    const target = decodeTarget(trimBlanks(part))
    if (target === undefined) return '*'
    targets.push(target)
  }
  return targets
}

/** `X-Mizan-Entry` to the canonical params of a bundle; undefined when it is not one. */
export function decodeEntryHeader(
  header: string,
): { context: string; params: Record<string, string> } | undefined {
  const target = decodeTarget(header)
  if (target === undefined || target.function !== undefined || target.own !== undefined) return undefined
  return { context: target.context, params: { ...target.params } }
}

/** One target; undefined when the text is outside the grammar. */
export function decodeTarget(text: string): Target | undefined {
  const [head = '', ...pairs] = text.split(';')
  const dot = head.indexOf('.')
  const context = dot === -1 ? head : head.slice(0, dot)
  if (!isName(context)) return undefined
  const target: { -readonly [Key in keyof Target]: Target[Key] } = { context }
  if (dot !== -1) {
    target.function = head.slice(dot + 1)
    if (!isName(target.function)) return undefined
  }
  const params: Record<string, string> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, Math.max(equals, 0))
    const value = percentDecode(pair.slice(equals + 1))
    if (value === undefined) return undefined
    if (name === OWN_PAIR) {
      if (target.own !== undefined || value === '') return undefined
      target.own = value
    } else {
      if (!isName(name) || Object.hasOwn(params, name)) return undefined
      params[name] = value
      target.params = params
    }
  }
  return target
}

/** Without the spaces and tabs around it. An expression would read a long run of them again from each of its characters. */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09
}
