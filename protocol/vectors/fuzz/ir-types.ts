/** Type expressions of the IR, sound and unsound, and values that fit them or nearly do. */
import type { Dice } from './dice.ts'
import { createNumber, createText, createValue, type Loose, spoil } from './json-values.ts'
import { SAMPLES } from './scalar-samples.ts'

export interface LooseType {
  readonly [member: string]: Loose
}

/** Named types that refs of generated types reach; `Endless` and `Lost` are no good ones. */
export const NAMED_TYPES: readonly LooseType[] = [
  { name: 'Role', type: { kind: 'enum', values: ['admin', 'member'] } },
  {
    name: 'Page',
    type: {
      kind: 'struct',
      fields: [
        field('at', { kind: 'integer', min: 1 }, { default: '1' }),
        field('of', { kind: 'ref', name: 'Role' }),
      ],
    },
  },
  {
    name: 'Tree',
    type: {
      kind: 'struct',
      fields: [
        field('value', { kind: 'json' }),
        field('children', { kind: 'list', item: { kind: 'ref', name: 'Tree' } }, { default: '[]' }),
      ],
    },
  },
  { name: 'Maybe', type: { kind: 'nullable', type: { kind: 'ref', name: 'Instant' } } },
  { name: 'Instant', type: { kind: 'datetime' } },
  {
    name: 'Square',
    type: {
      kind: 'struct',
      fields: [field('kind', { kind: 'literal', value: 'square' }), field('side', { kind: 'number' })],
    },
  },
  {
    name: 'Circle',
    type: {
      kind: 'struct',
      fields: [field('kind', { kind: 'literal', value: 'circle' }), field('radius', { kind: 'decimal' })],
    },
  },
  {
    name: 'Shape',
    type: {
      kind: 'union',
      discriminator: 'kind',
      members: [
        { kind: 'ref', name: 'Square' },
        { kind: 'ref', name: 'Circle' },
      ],
    },
  },
  { name: 'Endless', type: { kind: 'ref', name: 'Endless' } },
]

const plain = [
  'boolean',
  'uuid',
  'date',
  'time',
  'datetime',
  'duration',
  'json',
  'nothing',
  'bigint',
  'decimal',
  'integer',
  'number',
  'string',
  'bytes',
  'file',
]
const names = ['a', 'b', 'kind', 'user_id', 'constructor', 'toString', 'Z']
const patterns = [
  '[a-z]+',
  '(a|b)*c',
  '[^a]{2,3}',
  '.*',
  'a{0,2}(bc)?',
  '\\.x',
  '[a-c\\-]+|x',
  '(a+)+b',
  '[\u{1f600}-\u{1f64f}]',
  '\\d',
  '^a$',
  '(',
  'a**',
  '[b-a]',
  'a{3,1}',
  '[]',
  '',
]

export function createType(dice: Dice, depth = 2): LooseType {
  if (depth === 0 || dice.oneIn(2)) return createScalarType(dice)
  const inner = () => createType(dice, depth - 1)
  switch (dice.below(8)) {
    case 0:
      return { kind: 'list', item: inner(), ...counts(dice, 'Items'), ...(dice.oneIn(3) && { unique: true }) }
    case 1:
      return { kind: 'tuple', items: dice.some(3, inner) }
    case 2:
      return { kind: 'map', value: inner() }
    case 3:
      return { kind: 'nullable', type: inner() }
    case 4:
      return createUnion(dice, inner)
    case 5:
      return {
        kind: 'ref',
        name: dice.pick([
          'Role',
          'Page',
          'Tree',
          'Maybe',
          'Instant',
          'Shape',
          'Shape',
          'Square',
          dice.pick(['Lost', 'Endless', 'Role']),
        ]),
      }
    default:
      return { kind: 'struct', fields: createFields(dice, inner) }
  }
}

export function createFields(dice: Dice, createInner: () => LooseType): LooseType[] {
  const chosen = dice.part(names).slice(0, 4)
  return chosen.map((name) => {
    const type = createInner()
    const extra: Record<string, Loose> = {}
    const absence = dice.below(8)
    if (absence < 2) extra['optional'] = true
    else if (absence < 4) extra['default'] = createDefault(type, dice)
    if (dice.oneIn(6)) extra['doc'] = createDoc(dice)
    if (dice.oneIn(8)) extra['deprecated'] = dice.oneIn(2)
    if (dice.oneIn(8)) extra['example'] = createDefault(type, dice)
    return field(name, type, extra)
  })
}

export function createDoc(dice: Dice): string {
  const line = () =>
    dice.pick([
      '',
      ' ',
      '  a',
      '\ta',
      '    b  ',
      'c\t',
      '\u{1f600}\tx',
      '\u00a0d',
      '\u3000 e',
      createText(dice),
    ])
  return dice.some(5, line).join(dice.pick(['\n', '\n', '\r\n', '\r']))
}

/** JSON that mostly fits the type. */
function createDefault(type: LooseType, dice: Dice): string {
  if (dice.oneIn(12)) return dice.pick(['', 'x', '{', '1e400', ' 1 ', '{"b":1,"a":2}', '5.0', 'null'])
  return JSON.stringify(createFitting(type, dice))
}

function createUnion(dice: Dice, inner: () => LooseType): LooseType {
  if (dice.oneIn(3)) {
    const members = ['x', 'y', 1, true, 'z'].slice(0, 1 + dice.below(5)).map((value) => ({
      kind: 'struct',
      fields: [
        field('kind', { kind: 'literal', value }),
        ...(dice.oneIn(2) ? [field('a', createScalarType(dice))] : []),
      ],
    }))
    return {
      kind: 'union',
      members,
      ...(dice.oneIn(2) && { discriminator: dice.pick(['kind', 'kind', 'a', '']) }),
    }
  }
  return { kind: 'union', members: [inner(), ...dice.some(3, inner)] }
}

function createScalarType(dice: Dice): LooseType {
  const kind = dice.pick(plain)
  switch (kind) {
    case 'string':
      if (dice.oneIn(3)) return { kind, format: dice.pick(['email', 'uri', 'hostname', 'ipv4', 'ipv6']) }
      return { kind, ...counts(dice, 'Length'), ...(dice.oneIn(3) && { pattern: dice.pick(patterns) }) }
    case 'integer':
    case 'number':
    case 'bigint':
    case 'decimal':
      return { kind, ...bounds(dice) }
    case 'bytes':
      return { kind, ...(dice.oneIn(3) && { maxLength: dice.below(8) }) }
    case 'json':
      if (dice.oneIn(2))
        return { kind: 'literal', value: dice.pick(['a', 'é', '', 5, -0, 0.5, 1e21, true, false]) }
      if (dice.oneIn(2)) return { kind: 'enum', values: dice.part(['a', 'b', 'true', 'é', 'a']) }
      return { kind }
    default:
      return { kind }
  }
}

function bounds(dice: Dice): Record<string, Loose> {
  const found: Record<string, Loose> = {}
  for (const name of ['min', 'max', 'exclusiveMin', 'exclusiveMax'])
    if (dice.oneIn(5)) found[name] = dice.oneIn(3) ? createNumber(dice) : dice.below(40) / 2 - 10
  if (dice.oneIn(6)) found['multipleOf'] = dice.pick([1, 2, 3, 0.1, 0.01, 0.5, 1e-7, 1e20, 0, -1])
  return found
}

function counts(dice: Dice, what: 'Items' | 'Length'): Record<string, Loose> {
  return {
    ...(dice.oneIn(4) && { [`min${what}`]: dice.pick([0, 0, 1, 2, 3, 1.5, -1]) }),
    ...(dice.oneIn(4) && { [`max${what}`]: dice.pick([0, 1, 2, 3, 10, 80]) }),
  }
}

/** A value that mostly fits; what is inside a ref or a union may be anything. */
export function createFitting(type: LooseType, dice: Dice): Loose {
  if (dice.oneIn(25)) return createValue(dice, 1)
  const kind = typeof type['kind'] === 'string' ? type['kind'] : ''
  const texts = SAMPLES[kind]
  if (texts !== undefined) {
    const text = dice.oneIn(4) && kind === 'string' ? createText(dice) : dice.pick(texts)
    return dice.oneIn(6) ? spoil(text, dice) : text
  }
  switch (kind) {
    case 'boolean':
      return dice.oneIn(2)
    case 'integer':
      return dice.oneIn(6) ? createNumber(dice) : dice.below(40) - 20
    case 'number':
      return dice.oneIn(3) ? dice.below(40) / 10 - 2 : createNumber(dice)
    case 'nothing':
      return null
    case 'literal':
      return type['value'] ?? null
    case 'enum':
      return dice.pick([...(type['values'] as readonly Loose[]), 'a'])
    default:
      return createCompound(type, dice)
  }
}

function createCompound(type: LooseType, dice: Dice): Loose {
  const inside = (name: string) => createFitting(type[name] as LooseType, dice)
  switch (type['kind']) {
    case 'list':
      return dice.some(4, () => inside('item'))
    case 'tuple':
      return (type['items'] as readonly LooseType[]).map((item) => createFitting(item, dice))
    case 'map':
      return Object.fromEntries(dice.some(3, () => [createText(dice), inside('value')]))
    case 'nullable':
      return dice.oneIn(3) ? null : inside('type')
    case 'union':
      return createFitting(dice.pick(type['members'] as readonly LooseType[]), dice)
    case 'struct':
      return createStruct(type['fields'] as readonly LooseType[], dice)
    case 'ref': {
      // Most trees are leaves: else they would grow without end.
      if (type['name'] === 'Tree' && !dice.oneIn(4)) return { value: createValue(dice, 1), children: [] }
      const named = NAMED_TYPES.find((candidate) => candidate['name'] === type['name'])
      return named === undefined || named['name'] === 'Endless'
        ? null
        : createFitting(named['type'] as LooseType, dice)
    }
    default:
      return createValue(dice, 2)
  }
}

function createStruct(fields: readonly LooseType[], dice: Dice): Loose {
  const members: Record<string, Loose> = {}
  for (const each of fields) {
    const mayLack = each['optional'] === true || each['default'] !== undefined
    if (!dice.oneIn(mayLack ? 2 : 12)) members[nameOf(each)] = createFitting(each['type'] as LooseType, dice)
  }
  if (dice.oneIn(12)) Object.assign(members, Object.fromEntries([[createText(dice), createValue(dice, 1)]]))
  return members
}

function field(name: string, type: LooseType, more: Readonly<Record<string, Loose>> = {}): LooseType {
  return { name, type, ...more }
}

/** Name of a node that has one. */
export function nameOf(node: LooseType): string {
  const { name } = node
  return typeof name === 'string' ? name : ''
}
