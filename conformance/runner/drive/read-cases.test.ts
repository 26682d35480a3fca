/** The case reader: what a file may say, and what it makes of an `each`. */
import { describe, expect, test } from 'vitest'
import { parseCases } from './read-cases.ts'

const file = (lines: string) => `capability: call\ncases:\n${lines}`
const one = "  - name: a\n    rules: [CALL-1]\n    steps: [{ call: shout, args: { text: '${text}' } }]\n"

describe('cases', () => {
  test('are called by their file and name', () => {
    expect(parseCases(file(one), 'calls.yaml')).toMatchObject([
      { id: 'calls: a', capability: 'call', server: 'plain', rules: ['CALL-1'] },
    ])
  })

  test('are made of every row of an each, with values of any type', () => {
    const each = '    each: [{ n: 1, t: [2] }, { n: null, t: x }]\n'
    const text =
      "  - name: 'a ${n}'\n    rules: [CALL-1]\n    steps: [{ call: shout, args: { n: '${n}', text: 'is ${t}' } }]\n"
    const made = parseCases(file(text + each), 'calls.yaml')
    expect(made.map(({ id }) => id)).toEqual(['calls: a 1', 'calls: a null'])
    expect(made.map(({ steps }) => steps[0])).toMatchObject([
      { args: { n: 1, text: 'is [2]' } },
      { args: { n: null, text: 'is x' } },
    ])
  })

  test('keep what a later step will capture, and what only looks like a variable', () => {
    expect(parseCases(file(one.replace('${text}', '${later} ${7*7}')), 'x.yaml')[0]?.steps[0]).toMatchObject({
      args: { text: '${later} ${7*7}' },
    })
  })

  test('have names of one line', () => {
    const text = one.replace('name: a', 'name: "a\\nb"')
    expect(parseCases(file(text), 'x.yaml')[0]?.id).toBe('x: a\\nb')
  })

  test.each([
    ['an unknown word of a case', one.replace('rules', 'rule')],
    ['an unknown word of a step', one.replace('args', 'arguments')],
    ['an unknown expectation', one.replace('call: shout', 'call: shout, expect: { stat: 1 }')],
    ['no rule', one.replace('[CALL-1]', '[]')],
    ['no step', one.replace(/steps: .*/, 'steps: []')],
    ['an unknown server', one.replace('rules', 'server: other\n    rules')],
  ])('are refused: %s', (_why, text) => {
    expect(() => parseCases(file(text), 'x.yaml')).toThrow('x')
  })
})
