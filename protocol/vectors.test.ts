/** Puts every vector to the vectors door, and holds SPEC.md, IR.md and the vectors to each other: ids are unique, every rule has one, every cited one exists. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answer } from '../packages/protocol/src/vectors-door.ts'

interface VectorCase {
  readonly name: string
  readonly op: string
  readonly rule?: readonly string[]
  readonly out?: unknown
  /** True, or the code that the refusal carries. */
  readonly error?: true | string
  /** JSON Pointers that the refusal must name, sorted. */
  readonly pointers?: readonly string[]
}

interface VectorFile {
  readonly about: string
  readonly rule: readonly string[]
  readonly cases?: readonly VectorCase[]
  readonly rows?: readonly object[]
}

const FOLDER = join(import.meta.dirname, 'vectors')
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, file: JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as VectorFile }))
const laws = ['SPEC.md', 'IR.md'].map((name) => ({
  name,
  lines: readFileSync(join(import.meta.dirname, name), 'utf8').split('\n'),
}))
const RULE = /^- `\[([A-Z]+-\d+)\]`/
const ids = laws
  .flatMap(({ lines }) => lines.map((line) => RULE.exec(line)?.[1]))
  .filter((id) => id !== undefined)

describe.each(files)('$name', ({ file }) => {
  test('holds cases, each with a name of its own and an answer', () => {
    expect(file.about).not.toBe('')
    expect((file.cases ?? file.rows ?? []).length).toBeGreaterThanOrEqual(25)
    const names = (file.cases ?? []).map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
    for (const each of file.cases ?? [])
      expect(Object.hasOwn(each, 'out')).not.toBe(Object.hasOwn(each, 'error'))
  })

  test('cites rules that exist', () => {
    const cited = [...file.rule, ...(file.cases ?? []).flatMap(({ rule }) => rule ?? [])]
    expect(cited.filter((id) => !ids.includes(id))).toEqual([])
  })

  test.each(file.cases ?? [])('$name', ({ name: _name, rule: _rule, out, error, pointers, ...question }) => {
    const said = JSON.parse(JSON.stringify(answer({ id: 7, ...question })))
    expect(said.id).toBe(7)
    if (error === undefined) {
      expect(said).toEqual({ id: 7, out })
      return
    }
    expect(said).not.toHaveProperty('out')
    expect(typeof said.error).toBe('string')
    expect(said.error).not.toBe('')
    if (error !== true) expect(said.code).toBe(error)
    if (pointers !== undefined) expect(Object.keys(said.fields).toSorted()).toEqual(pointers)
  })
})

describe('the law', () => {
  test('gives every rule an id of its own', () => {
    expect(ids).toEqual([...new Set(ids)])
    expect(ids.length).toBeGreaterThan(150)
  })

  test.each(laws)('$name has no MUST outside a rule with an id', ({ lines }) => {
    const rules = lines.slice(lines.findIndex((line) => line.startsWith('## ')))
    expect(rules.filter((line) => /\bMUST\b/.test(line) && !RULE.test(line))).toEqual([])
  })

  test.each(laws)('$name numbers the rules of each prefix without a gap', ({ lines }) => {
    const numbers = new Map<string, number[]>()
    for (const id of lines.flatMap((line) => RULE.exec(line)?.[1] ?? [])) {
      const [prefix = '', number = ''] = id.split('-')
      numbers.set(prefix, [...(numbers.get(prefix) ?? []), Number(number)])
    }
    // In any order: a rule stands where it belongs and keeps its id for good.
    for (const [prefix, found] of numbers)
      expect([prefix, ...found.toSorted((a, b) => a - b)]).toEqual([prefix, ...found.map((_, at) => at + 1)])
  })
})
