import { describe, expect, it } from 'vitest'
import { readIr } from '../sources/read-ir.ts'
import { compareDocuments } from './compare-documents.ts'

/** One mutation, as far as it matters. */
const mutation = (inside: string, properties = '') =>
  `mizan 1\nfunction "save" kind="mutation"${properties} {\n${inside}\n}\n`
const takes = (field: string) => mutation(`input {\n${field}\n}\noutput { nothing; }`)
const gives = (type: string) => mutation(`output { ${type}; }`)
const context = (param: string, query = '', rest = '') =>
  `mizan 1\ncontext "user" {\n${param}\n}\nfunction "profile" context="user" kind="query"${query} {\n${rest}\n}\n`

const parse = (text: string) => readIr(text, 'ir.kdl').document

function changes(before: string, after: string): string[] {
  return compareDocuments(parse(before), parse(after)).map(
    ({ impact, code, subject, at }) =>
      `${impact} ${code} ${subject}${at.trim() === '' ? '' : `, ${at.trim()}`}`,
  )
}

describe('types', () => {
  it.each([
    ['string', 'string max-length=5', 'narrowed'],
    ['string max-length=5', 'string max-length=9', 'loosened'],
    ['string pattern="a+"', 'string pattern="b+"', 'narrowed'],
    ['integer min=1', 'integer min=0', 'loosened'],
    ['integer max=9', 'integer max=5', 'narrowed'],
    ['integer multiple-of=10', 'integer multiple-of=5', 'loosened'],
    ['integer multiple-of=5', 'integer multiple-of=10', 'narrowed'],
    ['integer', 'number', 'widened'],
    ['number', 'integer', 'narrowed'],
    ['uuid', 'string', 'widened'],
    ['string', 'uuid', 'narrowed'],
    ['string', 'nullable { string; }', 'widened'],
    ['nullable { string; }', 'string', 'narrowed'],
    ['string', 'json', 'widened'],
    ['enum "a" "b"', 'enum "a" "b" "c"', 'widened'],
    ['enum "a" "b" "c"', 'enum "a" "b"', 'narrowed'],
    ['literal "a"', 'enum "a" "b"', 'widened'],
    ['enum "a" "b"', 'string', 'widened'],
    ['boolean', 'union { boolean; integer; }', 'widened'],
    ['union { boolean; integer; }', 'boolean', 'narrowed'],
    ['list { string; }', 'list max-items=3 { string; }', 'narrowed'],
    ['list { integer; }', 'list { number; }', 'widened'],
    ['map { number; }', 'map { integer; }', 'narrowed'],
    ['string', 'integer', 'changed'],
    ['integer', 'bigint', 'changed'],
    ['literal 1', 'literal 2', 'changed'],
    ['tuple { string; }', 'tuple { string; string; }', 'changed'],
    ['list { string; }', 'string', 'changed'],
  ])('%s → %s is %s', (before, after, relation) => {
    const impacts = {
      narrowed: ['breaking type-narrowed', 'compatible type-narrowed'],
      widened: ['compatible type-widened', 'breaking type-widened'],
      loosened: ['compatible bound-loosened', 'note bound-loosened'],
      changed: ['breaking type-changed', 'breaking type-changed'],
    }[relation as 'narrowed' | 'widened' | 'loosened' | 'changed']
    const field = (type: string) => takes(`field "a" { ${type}; }`)
    const start = (text: string) => text.replace(/ function.*/, '')
    expect(changes(field(before), field(after)).map(start)).toEqual([impacts[0]])
    expect(changes(gives(before), gives(after)).map(start)).toEqual([impacts[1]])
  })

  it('that are the same change nothing, docs and examples included', () => {
    expect(
      changes(takes('field "a" { string; }'), takes('field "a" example="\\"x\\"" { doc "An a."; string; }')),
    ).toEqual([])
  })

  it('of one name are told once for each direction in which they are used', () => {
    const text = (member: string) =>
      `mizan 1\ntype "Role" { ${member}; }\nfunction "a" kind="mutation" {\n  input { field "r" { ref "Role"; }; }\n  output { ref "Role"; }\n}\nfunction "b" kind="mutation" {\n  output { ref "Role"; }\n}\n`
    expect(changes(text('enum "x" "y"'), text('enum "x" "y" "z"'))).toEqual([
      'breaking type-widened type Role, as output',
      'compatible type-widened type Role, as input',
    ])
  })

  it('that are renamed are compared by what they hold, also when they hold themselves', () => {
    const text = (name: string, label: string) =>
      `mizan 1\ntype "${name}" { struct { field "label" { ${label}; }; field "next" { nullable { ref "${name}"; }; }; }; }\nfunction "a" kind="mutation" {\n output { ref "${name}"; }\n}\n`
    expect(changes(text('Node', 'string'), text('Item', 'string'))).toEqual(['note type-removed type Node'])
    expect(changes(text('Node', 'string'), text('Item', 'integer'))).toEqual([
      'breaking type-changed function a, output/label',
      'note type-removed type Node',
    ])
  })
})

describe('members', () => {
  const [a, b] = ['field "a" { string; }', 'field "b" { string; }']
  const optional = 'field "b" optional=#true { string; }'
  const defaulted = (value: string) => `field "b" default="\\"${value}\\"" { string; }`
  it.each([
    ['a required one is new', a, `${a}\n${b}`, ['breaking input-field-required function save, input /b']],
    [
      'an optional one is new',
      a,
      `${a}\n${optional}`,
      ['compatible input-field-added function save, input /b'],
    ],
    ['one is gone', `${a}\n${b}`, a, ['breaking input-field-removed function save, input /b']],
    ['one became required', optional, b, ['breaking input-field-required function save, input /b']],
    ['one became optional', b, optional, ['compatible input-field-optional function save, input /b']],
    ['a default moved', defaulted('x'), defaulted('y'), ['note default-changed function save, input /b']],
  ])('of arguments: %s', (...[, before, after, expected]) => {
    expect(changes(takes(before), takes(after))).toEqual(expected)
  })

  it.each([
    ['one is new', a, `${a}; ${b}`, ['compatible output-field-added function save, output/b']],
    ['one is gone', `${a}; ${b}`, a, ['breaking output-field-removed function save, output/b']],
    ['one may be absent', b, optional, ['breaking output-field-optional function save, output/b']],
    ['one is always there', optional, b, ['compatible output-field-always function save, output/b']],
    ['one has a default', b, defaulted('x'), []],
  ])('of results: %s', (...[, before, after, expected]) => {
    expect(changes(gives(`struct { ${before}; }`), gives(`struct { ${after}; }`))).toEqual(expected)
  })
})

describe('functions', () => {
  const plain = mutation('output { nothing; }')
  it.each([
    ['is gone', plain, 'mizan 1\n', ['breaking function-removed function save']],
    ['is new', 'mizan 1\n', plain, ['compatible function-added function save']],
    [
      'became private',
      plain,
      mutation('output { nothing; }', ' private=#true'),
      ['breaking function-removed function save'],
    ],
    [
      'is deprecated',
      plain,
      mutation('output { nothing; }', ' deprecated=#true'),
      ['note deprecated function save'],
    ],
    [
      'is restricted',
      plain,
      mutation('output { nothing; }\ntransport "ipc"'),
      ['breaking transport-restricted function save'],
    ],
    [
      'became a view',
      plain,
      mutation('output { nothing; }\nroute "/save" "POST"'),
      ['breaking route-added function save, route'],
    ],
  ])('one %s', (...[, before, after, expected]) => {
    expect(changes(before, after)).toEqual(expected)
  })

  it.each([
    [undefined, 'authenticated', 'breaking'],
    ['authenticated', 'staff', 'breaking'],
    ['staff', 'authenticated', 'compatible'],
    ['perm:edit', 'authenticated', 'compatible'],
    ['superuser', 'perm:edit', 'compatible'],
    ['staff', 'perm:edit', 'breaking'],
    ['perm:edit', 'perm:view', 'breaking'],
    ['staff', undefined, 'compatible'],
    ['superuser', 'custom', 'breaking'],
    ['custom', 'authenticated', 'breaking'],
  ])('the guard %s → %s is %s', (before, after, impact) => {
    const guarded = (auth?: string) =>
      mutation(`${auth === undefined ? '' : `auth "${auth}"\n`}output { nothing; }`)
    const code = impact === 'breaking' ? 'guard-tightened' : 'guard-loosened'
    expect(changes(guarded(before), guarded(after))).toEqual([`${impact} ${code} function save, auth`])
  })

  it('tell their errors by code, status and details', () => {
    const error = (code: string, status: number, type: string) =>
      mutation(`output { nothing; }\nerror "${code}" status=${status} { ${type}; }`)
    expect(changes(plain, error('TAKEN', 409, 'nothing'))).toEqual([
      'note error-added function save, error TAKEN',
    ])
    expect(changes(error('TAKEN', 409, 'nothing'), plain)).toEqual([
      'note error-removed function save, error TAKEN',
    ])
    expect(changes(error('TAKEN', 409, 'string'), error('TAKEN', 410, 'integer'))).toEqual([
      'breaking type-changed function save, error TAKEN details',
      'note error-status-changed function save, error TAKEN',
    ])
  })

  it('tell their effects as notes', () => {
    const query =
      '\ncontext "user" {\nparam "id" required=#true {\nused-by "profile"\ninteger\n}\n}\nfunction "profile" context="user" kind="query" {\ninput { field "id" { integer; }; }\noutput { string; }\n}\n'
    const save = (affects: string) =>
      mutation(`input { field "id" { integer; }; }\noutput { nothing; }\n${affects}`) + query
    const broad = save('affects "user"')
    const scoped = save('affects "user" { scope "id"; }')
    expect(changes(broad, scoped)).toEqual([
      'note effect-removed function save',
      'note effect-added function save',
    ])
    expect(changes(save(''), scoped)).toEqual(['note effect-added function save'])
  })
})

describe('contexts', () => {
  const id = (rest = 'integer') => `param "id" required=#true { used-by "profile"; ${rest}; }`
  const input = (type = 'integer') => `input { field "id" { ${type}; }; }\noutput { string; }`
  it('need what their queries need', () => {
    const before = context('', '', 'output { string; }')
    expect(changes(before, context(id(), '', input()))).toEqual([
      'breaking input-field-required context user, param /id',
      'breaking input-field-required function profile, input /id',
    ])
    expect(changes(context(id(), '', input()), before)).toEqual([
      'breaking input-field-removed function profile, input /id',
      'note param-removed context user, param /id',
    ])
    expect(changes(context(id(), '', input()), context(id('string'), '', input('string')))).toContain(
      'breaking type-changed context user, param /id',
    )
  })

  it('are lost as a whole to who does not pass the guard of a new query', () => {
    const before = context('', '', 'output { string; }')
    const guarded = `${before}function "secret" context="user" kind="query" {\nauth "staff"\noutput { string; }\n}\n`
    expect(changes(before, guarded)).toEqual([
      'breaking guard-tightened context user',
      'note user-scope-changed context user',
      'compatible function-added function secret',
    ])
  })
})

describe('channels and forms', () => {
  it('are compared in both directions', () => {
    const text = (type: string) =>
      `mizan 1\nchannel "chat" {\nclient { ${type}; }\nserver { ${type}; }\n}\nform "join" {\ninput { field "a" { ${type}; }; }\noutput { ${type}; }\nfield-view "a"\n}\n`
    expect(changes(text('string'), text('nullable { string; }'))).toEqual([
      'breaking type-widened channel chat, server',
      'breaking type-widened form join, output',
      'compatible type-widened channel chat, client',
      'compatible type-widened form join, input /a',
    ])
  })
})
