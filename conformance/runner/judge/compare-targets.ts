/** Compares the answers of two targets to one case: byte by byte, apart from what differs in every run and the wording of messages. */
import { type Answer, headerOf, textOf } from '../drive/answer.ts'
import type { CaseResult } from '../drive/run-case.ts'

const COMPARED = [
  'Allow',
  'Cache-Control',
  'Cache-Groups',
  'Cache-Group-Invalidation',
  'Content-Type',
  'Retry-After',
  'X-Mizan-Entry',
  'X-Mizan-Identity',
  'X-Mizan-Invalidate',
  'X-Mizan-Protocol',
  'X-Mizan-Schema',
]
/** Their values differ; that they are there does not. */
const PRESENT = ['ETag', 'X-Mizan-Cause', 'X-Request-Id']

/** A sentence for each difference. Cases that one of them failed are not compared: that is said already. */
export function compareResults(reference: CaseResult, other: CaseResult): string[] {
  if (reference.case.compare === false || reference.problems.length > 0 || other.problems.length > 0)
    return []
  return reference.answers.flatMap((answer, index) => {
    const step = reference.answers.length > 1 ? `step ${index + 1}: ` : ''
    return compareAnswers(answer, other.answers[index]).map((text) => step + text)
  })
}

function compareAnswers(one: Answer | undefined, other: Answer | undefined): string[] {
  if (one === undefined || other === undefined)
    return one === other ? [] : ['one of them closed the connection without an answer']
  const facts = listFacts(one)
  const otherFacts = new Map(listFacts(other))
  return facts.flatMap(([name, value]) => {
    const found = otherFacts.get(name)
    return found === value ? [] : [`${name} is ${shorten(found)}, not ${shorten(value)}`]
  })
}

function listFacts(answer: Answer): [string, string | undefined][] {
  return [
    ['the status', String(answer.status)],
    ...COMPARED.map((name): [string, string | undefined] => [name, headerOf(answer, name)]),
    ...PRESENT.map((name): [string, string | undefined] => [
      name,
      headerOf(answer, name) === undefined ? undefined : 'there',
    ]),
    ['the body', normalizeText(textOf(answer))],
  ]
}

const STRING = '"(?:[^"\\\\]|\\\\.)*"'
const MESSAGE = new RegExp(
  `("error":\\{"code":${STRING},"message":|"_mizan_errors":\\{.*?"message":)${STRING}`,
  'g',
)
const NESTED_MESSAGE = new RegExp(`("code":"[A-Z_]+","message":)${STRING}`, 'g')
const FIELD_SENTENCES = new RegExp(`("fields":\\{)((?:${STRING}:\\[(?:${STRING},?)*\\],?)*)\\}`, 'g')
const FIELD_NAME = new RegExp(`(${STRING}):\\[`, 'g')
const LOG_ID = new RegExp(`("details":\\{"id":)${STRING}`, 'g')
const CREDENTIAL = new RegExp(`("(?:csrf_token|token|access_token|refresh_token)":)${STRING}`, 'g')
const ETAG = /("etag":)"\\"[0-9A-Za-z+/=_-]+\\""/g

/** Text, not values: the order of members and the way numbers are written are compared too. */
export function normalizeText(text: string): string {
  return text
    .replaceAll(MESSAGE, '$1"…"')
    .replaceAll(NESTED_MESSAGE, '$1"…"')
    .replaceAll(LOG_ID, '$1"…"')
    .replaceAll(ETAG, '$1"…"')
    .replaceAll(CREDENTIAL, '$1"…"')
    .replaceAll(FIELD_SENTENCES, keepPointers)
}

/** Which fields, in any order. */
function keepPointers(...[, head, fields]: string[]): string {
  const pointers = [...(fields ?? '').matchAll(FIELD_NAME)].map(([, name]) => name ?? '')
  return `${head}${pointers.toSorted().join(',')}}`
}

function shorten(value: string | undefined): string {
  if (value === undefined) return 'absent'
  return value.length > 400 ? `${value.slice(0, 400)}…` : value
}
