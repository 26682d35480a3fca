/** The rules of SPEC.md, and whether each MUST is shown by a case or listed as one that no request can show. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Case } from '../drive/case-schema.ts'
import { ROOT } from '../start/target.ts'
import { PROTOCOL } from './protocol-data.ts'

export interface Rule {
  readonly id: string
  readonly text: string
  /** It says MUST. */
  readonly isMust: boolean
}

const RULE = /^- `\[([A-Z]+-\d+)\]` (.*)$/gm

export function readRules(document: 'SPEC.md' | 'IR.md'): Rule[] {
  return parseRules(readFileSync(join(PROTOCOL, document), 'utf8'))
}

export function parseRules(text: string): Rule[] {
  return [...text.matchAll(RULE)].map(([, id = '', rule = '']) => ({
    id,
    text: rule,
    isMust: /\bMUST\b/.test(rule),
  }))
}

const NotShown = z.array(z.strictObject({ why: z.string().min(10), rules: z.array(z.string()).min(1) }))

/** Rule ids, each with the reason why no request to an adapter can show it. */
export function readNotShown(): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, 'conformance/not-shown.yaml'), 'utf8')
  const groups = NotShown.parse(parse(text))
  return new Map(groups.flatMap(({ why, rules }) => rules.map((id): [string, string] => [id, why])))
}

/** A sentence for each rule that is neither shown nor listed, or both, and for each id that is none. */
export function findRuleGaps(
  rules: readonly Rule[],
  cases: readonly Case[],
  notShown: ReadonlyMap<string, string>,
): string[] {
  const cited = new Set(cases.flatMap((one) => one.rules))
  const known = new Set(rules.map(({ id }) => id))
  return [
    ...rules
      .filter(({ id, isMust }) => isMust && !cited.has(id) && !notShown.has(id))
      .map(({ id, text }) => `no case shows ${id}: ${text}`),
    ...[...notShown.keys()].filter((id) => cited.has(id)).map((id) => `${id} is shown by a case after all`),
    ...[...cited, ...notShown.keys()].filter((id) => !known.has(id)).map((id) => `there is no rule ${id}`),
  ]
}
