/** Questions about targets, their headers, tags and groups (SPEC.md, Invalidation). */
import type { JsonValue } from '../json/json-value.ts'
import { decodeEntryHeader, decodeInvalidateHeader } from '../targets/decode-target.ts'
import { dedupeTargets } from '../targets/dedupe-targets.ts'
import { encodeEntryHeader, encodeInvalidateHeader, encodeTarget } from '../targets/encode-target.ts'
import { matchTarget } from '../targets/match-target.ts'
import { cacheGroup, tagsOfEntry, tagsOfTarget } from '../targets/tags.ts'
import type { Target } from '../targets/target.ts'
import { isName } from '../values/name.ts'
import {
  isJsonObject,
  type Question,
  type Questions,
  Refusal,
  readList,
  readMember,
  readObject,
  readOptional,
  readText,
  readTextList,
  readTexts,
} from './question.ts'

export const targetQuestions: Questions = {
  header_encode: (question) =>
    encodeInvalidateHeader(readList(question, 'targets').map((target) => readTarget(target))),
  header_decode(question) {
    const decoded = decodeInvalidateHeader(readText(question, 'header'))
    return decoded === '*' ? decoded : decoded.map((target): JsonValue => ({ ...target }))
  },
  entry_encode: (question) => encodeEntryHeader(readName(question, 'context'), readParams(question)),
  entry_decode(question) {
    const entry = decodeEntryHeader(readText(question, 'header'))
    if (entry === undefined) throw new Refusal('The header is no entry.')
    return { ...entry }
  },
  match: (question) =>
    matchTarget(readTarget(readMember(question, 'target')), readTarget(readMember(question, 'entry'))),
  dedupe: (question) =>
    dedupeTargets(readList(question, 'targets').map((target) => readTarget(target))).map(encodeTarget),
  group: (question) => cacheGroup(readText(question, 'tag')),
  tags(question) {
    const declared = readTextList(question, 'declared')
    const name = readOptional(question, 'entry') === undefined ? 'target' : 'entry'
    const given = readObject(question, name)
    const context = readOptional(question, 'context')
    const target = readTarget(context === undefined ? given : { context, ...given })
    if (name === 'target') return tagsOfTarget(declared, target)
    const { own, ...entry } = target
    return tagsOfEntry(declared, typeof own === 'string' ? { ...entry, own } : entry)
  },
}

function readTarget(value: JsonValue): Target {
  if (!isJsonObject(value)) throw new Refusal('A target or an entry is an object.')
  const own = readOptional(value, 'own')
  if (own !== undefined && typeof own !== 'boolean' && (typeof own !== 'string' || own === '')) {
    throw new Refusal('"own" is the text of an identity, or true.')
  }
  return {
    context: readName(value, 'context'),
    ...(readOptional(value, 'function') !== undefined && { function: readName(value, 'function') }),
    params: readParams(value),
    ...(own !== undefined && { own }),
  }
}

function readName(question: Question, name: string): string {
  const text = readText(question, name)
  if (!isName(text)) throw new Refusal(`"${name}" is no name.`)
  return text
}

function readParams(question: Question): Record<string, string> {
  const params = readTexts(question, 'params')
  if (!Object.keys(params).every(isName)) throw new Refusal('"params" holds something that is no name.')
  return params
}
