/** What holds for every answer of the protocol, whatever was asked (SPEC.md, JSON-12, HTTP-5…8, INV-19…21, ERR-1, VER-1). */
import { type Answer, headerOf, textOf } from '../drive/answer.ts'
import { isObject, type Json } from '../drive/json.ts'
import { ERROR_STATUS } from './protocol-data.ts'
import { toTargetText } from './target-text.ts'

const LONGEST_HEADER = 4096

export function findFaults(answer: Answer): string[] {
  const faults: string[] = []
  for (const [name, value] of answer.headers)
    if (!/^[\t\x20-\x7e]*$/.test(value)) faults.push(`the header ${name} has a byte that is no ASCII`)
  const must = (name: string, pattern: RegExp): void => {
    const value = headerOf(answer, name)
    if (value === undefined || !pattern.test(value)) faults.push(`${name} is ${value ?? 'absent'}`)
  }
  must('X-Content-Type-Options', /^nosniff$/)
  must('X-Mizan-Protocol', /^1$/)
  must('X-Request-Id', /^[A-Za-z0-9._-]{8,64}$/)
  if (answer.status >= 400) must('Cache-Control', /^no-store$/)
  if (answer.body.length === 0) return faults
  const type = headerOf(answer, 'Content-Type')
  if (answer.status >= 400) must('Content-Type', /^application\/json$/)
  if (type === undefined || !type.startsWith('application/json')) return faults
  must('Content-Type', /^application\/json$/)
  return [...faults, ...findBodyFaults(answer)]
}

function findBodyFaults(answer: Answer): string[] {
  const text = textOf(answer)
  if (!Buffer.from(text, 'utf8').equals(answer.body)) return ['the body is not UTF-8']
  let body: Json
  try {
    body = JSON.parse(text) as Json
  } catch {
    return [`the body is not JSON: ${text.slice(0, 100)}`]
  }
  const faults = isCompact(text) ? [] : ['the JSON of the body is not compact']
  if (!isObject(body)) return [...faults, 'the body is no object']
  if (answer.status >= 400) faults.push(...findEnvelopeFaults(body, answer.status))
  return [...faults, ...findTargetFaults(answer, body)]
}

/** No white space between tokens, and no escape that RFC 8785 would not write. */
function isCompact(text: string): boolean {
  const strings = /"(?:[^"\\]|\\.)*"/g
  if (/\s/.test(text.replaceAll(strings, '""'))) return false
  return [...text.matchAll(strings)].every(([string]) => JSON.stringify(JSON.parse(string)) === string)
}

function findEnvelopeFaults(body: { readonly [name: string]: Json }, status: number): string[] {
  const { error, invalidate: _targets, ...rest } = body
  if (!isObject(error)) return ['an error without an envelope']
  const { code, message, details: _details, ...more } = error
  const faults = [...Object.keys(rest), ...Object.keys(more)].map(
    (name) => `${name} has no place in an error`,
  )
  if (typeof message !== 'string' || message === '') faults.push('an error without a message')
  const name = typeof code === 'string' ? code : ''
  const expected = ERROR_STATUS.get(name)
  const isDeclared = expected === undefined && /^[A-Z][A-Z0-9_]*$/.test(name) && status < 500
  if (expected !== status && !isDeclared) faults.push(`the code ${name} with status ${status}`)
  return faults
}

/** Header and body say the same, sorted and without repeats. */
function findTargetFaults(answer: Answer, body: { readonly [name: string]: Json }): string[] {
  const header = headerOf(answer, 'X-Mizan-Invalidate')
  const targets = body['invalidate'] ?? []
  if (!Array.isArray(targets)) return ['`invalidate` is no list']
  const [own = '-'] = (headerOf(answer, 'X-Mizan-Identity') ?? '-').split('.')
  const texts = targets.map((target) => toTargetText(target, own))
  if (texts.some((text) => text === undefined)) return ['`invalidate` has an item that is no target']
  const sorted = (texts as string[]).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  if (sorted.some((text, index) => text !== texts[index] || text === sorted[index - 1]))
    return [`\`invalidate\` is not sorted, or repeats itself: ${texts.join(', ')}`]
  const said = texts.length === 0 ? undefined : texts.join(', ')
  const isTooLong = said !== undefined && Buffer.byteLength(said) > LONGEST_HEADER
  return isTooLong || said === header
    ? []
    : [`X-Mizan-Invalidate is ${header ?? 'absent'}, the body says ${said ?? 'nothing'}`]
}
