import { runInNewContext } from 'node:vm'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { docComment, propertyName, stringLiteral } from './code-text.ts'

describe('stringLiteral', () => {
  it('means the text that it was made of, on one line, whatever the text is', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const literal = stringLiteral(text)
        expect(literal).not.toMatch(/[\n\r\u2028\u2029\u202e]/)
        expect(runInNewContext(literal)).toBe(text)
      }),
    )
  })

  it.each([
    ['plain', "'plain'"],
    ["it's", `"it's"`],
    [`"it's" ''`, `"\\"it's\\" ''"`],
    ['\u202eevil', "'\\u202eevil'"],
    ['\ud800', "'\\ud800'"],
    ['😀', "'😀'"],
    ["'\\", `"'\\\\"`],
  ])('%j is %s', (text, literal) => {
    expect(stringLiteral(text)).toBe(literal)
  })
})

describe('docComment', () => {
  it('ends where it should, whatever the text is', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const comment = docComment(text.split('\n')).join('\n')
        expect(comment.indexOf('*/')).toBe(comment.length - 2)
        expect(comment).not.toMatch(/[\r\u2028\u2029\u202e]/)
      }),
    )
  })

  it('takes one line or several', () => {
    expect(docComment([])).toEqual([])
    expect(docComment(['One.'])).toEqual(['/** One. */'])
    expect(docComment(['One.', '', 'Two. '])).toEqual(['/**', ' * One.', ' *', ' * Two.', ' */'])
  })
})

describe('propertyName', () => {
  it.each([
    ['user_id', 'user_id'],
    ['class', 'class'],
    ['a-b', "'a-b'"],
    ['1', "'1'"],
  ])('%s is %s', (name, text) => {
    expect(propertyName(name)).toBe(text)
  })
})
