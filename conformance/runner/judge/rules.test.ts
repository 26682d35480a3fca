/** Every MUST of SPEC.md is shown by a case, or listed with the reason why none can. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Case } from '../drive/case-schema.ts'
import { readCases } from '../drive/read-cases.ts'
import { ROOT } from '../start/target.ts'
import { findRuleGaps, parseRules, readNotShown, readRules } from './rules.ts'

const cases = readCases(join(ROOT, 'conformance/cases'))
const law = [...readRules('SPEC.md'), ...readRules('IR.md')]

test('SPEC.md has no MUST without a case', () => {
  const ofIr = new Set(readRules('IR.md').map(({ id }) => id))
  // IR.md binds declarations and generators; its cases are beyond what is asked.
  const rules = law.map((rule) => (ofIr.has(rule.id) ? { ...rule, isMust: false } : rule))
  expect(rules.filter(({ isMust }) => isMust).length).toBeGreaterThan(100)
  expect(findRuleGaps(rules, cases, readNotShown())).toEqual([])
})

describe('rules', () => {
  test('are read with their ids', () => {
    const text = '# Law\n\n- `[A-1]` It MUST be.\n- `[A-2]` It is.\n\nA-3 MUST not count.\n'
    expect(parseRules(text)).toEqual([
      { id: 'A-1', text: 'It MUST be.', isMust: true },
      { id: 'A-2', text: 'It is.', isMust: false },
    ])
  })

  const rules = parseRules('- `[A-1]` It MUST be.\n- `[A-2]` It MUST not be.\n')
  const citing = (...ids: string[]) => [{ rules: ids } as unknown as Case]

  test('without a case are found', () => {
    expect(findRuleGaps(rules, citing('A-1'), new Map())).toEqual(['no case shows A-2: It MUST not be.'])
  })

  test('that are listed are enough, but not twice', () => {
    expect(findRuleGaps(rules, citing('A-1'), new Map([['A-2', 'why']]))).toEqual([])
    expect(findRuleGaps(rules, citing('A-1', 'A-2'), new Map([['A-2', 'why']]))).toEqual([
      'A-2 is shown by a case after all',
    ])
  })

  test('that nobody wrote are found', () => {
    expect(findRuleGaps(rules, citing('A-1', 'A-2', 'B-9'), new Map())).toEqual(['there is no rule B-9'])
  })
})
