/** Does an answer say what its case expects: a sentence for everything that it does not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, headerOf, textOf } from '../drive/answer.ts'
import type { Expected } from '../drive/case-schema.ts'
import { isObject, type Json, makeJson } from '../drive/json.ts'
import { toBytes } from '../drive/parts.ts'
import { matchHeader } from './match-header.ts'
import { matchJson, show, valueAt } from './match-json.ts'
import { ERROR_STATUS } from './protocol-data.ts'

/** Earlier answers of the case, by the names of their steps. */
export type NamedAnswers = ReadonlyMap<string, Answer>

const ROOT = join(import.meta.dirname, '../../..')

export function judgeAnswer(answer: Answer, expected: Expected, named: NamedAnswers): string[] {
  return [
    ...judgeStatus(answer, expected),
    ...judgeHeaders(answer, expected),
    ...judgeBody(answer, expected, named),
    ...judgeError(answer, expected),
    ...judgeTime(answer, expected),
  ]
}

function judgeStatus({ status, body }: Answer, expected: Expected): string[] {
  if (expected.refused === true)
    return status >= 400 && status < 500 ? [] : [`the status is ${status}, not one of 4xx`]
  if (expected.answered === true) return status < 500 ? [] : [`the status is ${status}`]
  const wanted = statusesOf(expected)
  if (wanted === undefined || wanted.includes(status)) return []
  return [`the status is ${status}, not ${wanted.join(' or ')}: ${body.toString('utf8').slice(0, 300)}`]
}

/** Undefined: the code is a declared one, whose status the case does not name. */
function statusesOf({ status, error }: Expected): readonly number[] | undefined {
  if (status !== undefined) return typeof status === 'number' ? [status] : status
  if (error === undefined) return [200]
  const ofCode = ERROR_STATUS.get(error)
  return ofCode === undefined ? undefined : [ofCode]
}

function judgeHeaders(answer: Answer, { headers = {}, invalidate }: Expected): string[] {
  const wanted = Object.entries(headers)
  if (invalidate !== undefined) wanted.push(['X-Mizan-Invalidate', invalidate === 'none' ? null : invalidate])
  return wanted.flatMap(([name, matcher]) => matchHeader(name, headerOf(answer, name), matcher))
}

function judgeBody(answer: Answer, expected: Expected, named: NamedAnswers): string[] {
  const problems: string[] = []
  const { body, includes, at, text, omits = [], sameBody, lines, early, file } = expected
  if (body !== undefined) problems.push(...matchJson(makeJson(body), jsonOf(answer), { isPartial: false }))
  if (includes !== undefined)
    problems.push(...matchJson(makeJson(includes), jsonOf(answer), { isPartial: true }))
  for (const [pointer, value] of Object.entries(at ?? {})) {
    const found = valueAt(jsonOf(answer), pointer)
    problems.push(...matchJson(makeJson(value), found, { isPartial: false, place: pointer }))
  }
  if (text !== undefined && !isText(answer, text))
    problems.push(`the body is ${show(textOf(answer))}, not ${show(text)}`)
  const whole = `${answer.headers.map((pair) => pair.join(': ')).join('\n')}\n${textOf(answer)}`
  for (const word of omits)
    if (whole.includes(word)) problems.push(`the answer holds ${JSON.stringify(word)}`)
  if (sameBody !== undefined) problems.push(...compareBodies(answer, named.get(sameBody), sameBody))
  if (lines !== undefined) problems.push(...judgeLines(answer, lines))
  if (early !== undefined && !textBy(answer, early.withinMs).includes(early.text))
    problems.push(`${early.text} did not come within ${early.withinMs} ms`)
  if (file !== undefined && !readFileSync(join(ROOT, file)).equals(answer.body))
    problems.push(`the output is not ${file} byte for byte`)
  return problems
}

function jsonOf(answer: Answer): Json {
  try {
    return JSON.parse(textOf(answer)) as Json
  } catch {
    return null
  }
}

/** A text in slashes is a regular expression. */
function isText(answer: Answer, text: NonNullable<Expected['text']>): boolean {
  if (typeof text === 'string' && /^\/.*\/$/s.test(text))
    return new RegExp(text.slice(1, -1), 'u').test(textOf(answer))
  return toBytes(text).equals(answer.body)
}

function compareBodies(answer: Answer, other: Answer | undefined, name: string): string[] {
  if (other === undefined) throw new Error(`no step before is called ${name}`)
  return other.body.equals(answer.body) ? [] : [`the body is not the one of ${name}: ${show(textOf(answer))}`]
}

/** In any order, since queries end in any order; the end stands last. */
function judgeLines(answer: Answer, expected: readonly Json[]): string[] {
  const lines = textOf(answer).split('\n')
  if (lines.pop() !== '' || lines.at(-1) !== '{"done":true}') return ['the lines have no end']
  const found = lines.slice(0, -1).map((line) => JSON.parse(line) as Json)
  return matchJson({ $set: [...expected] }, found, { isPartial: false })
}

function textBy(answer: Answer, ms: number): string {
  const bytes = answer.arrivals.filter((one) => one.ms <= ms).at(-1)?.bytes ?? 0
  return answer.rawBody.subarray(0, bytes).toString('utf8')
}

/** The whole envelope: a member of `error` that the case does not name must not be there. */
function judgeError(answer: Answer, { error: code, fields, function: query, details }: Expected): string[] {
  if (code === undefined) return []
  if (answer.body.length === 0) return ['an error without a body']
  const envelope = jsonOf(answer)
  const error = isObject(envelope) ? envelope['error'] : undefined
  const wanted: Record<string, Json> = isObject(details) ? { ...details } : {}
  if (fields !== undefined)
    wanted['fields'] = Object.fromEntries(fields.map((pointer) => [pointer, { $any: true }]))
  if (query !== undefined) wanted['function'] = query
  if (code === 'INTERNAL') wanted['id'] = headerOf(answer, 'X-Request-Id') ?? ''
  const isBare = Object.keys(wanted).length === 0
  const expected = { code, message: { $matches: '.' }, ...(isBare ? {} : { details: wanted }) }
  return matchJson(expected, error, { isPartial: false, place: '/error' })
}

function judgeTime({ endedMs }: Answer, { withinMs, notBeforeMs }: Expected): string[] {
  const problems: string[] = []
  if (withinMs !== undefined && endedMs > withinMs)
    problems.push(`the answer took ${Math.round(endedMs)} ms, more than ${withinMs}`)
  if (notBeforeMs !== undefined && endedMs < notBeforeMs)
    problems.push(`the answer took ${Math.round(endedMs)} ms, less than ${notBeforeMs}`)
  return problems
}
