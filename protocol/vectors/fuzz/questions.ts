/** Questions to the vectors doors (README.md), one line each, for every op. */
import type { Dice } from './dice.ts'
import { identityQuestions } from './identity-questions.ts'
import { createDocument } from './ir-documents.ts'
import { createFitting, createType, type LooseType, NAMED_TYPES } from './ir-types.ts'
import {
  createBytes,
  createJsonText,
  createNumber,
  createText,
  createValue,
  type Loose,
  printValue,
  spoil,
} from './json-values.ts'

type Members = Readonly<Record<string, Loose>>

const names = ['user_id', 'a', 'b', 'c', 'd', 'e', 'constructor', 'toString', 'Z']
const owns = ['0123456789abcdef', '-', 'a b']

/** One question, as a line without its end. */
export function createQuestion(id: number, dice: Dice): string {
  if (dice.oneIn(200))
    return spoil(printValue({ id, op: 'jcs', value: createValue(dice) }), dice).replaceAll('\n', ' ')
  const op = dice.pick(weighted)
  const members: Members = { id, op, ...(questions[op] ?? (() => ({})))(dice) }
  if (!dice.oneIn(50)) return printValue(members)
  return printValue(spoilMember(members, dice))
}

function spoilMember(members: Members, dice: Dice): Members {
  const name = dice.pick(Object.keys(members).filter((each) => each !== 'id'))
  const { [name]: _lost, ...others } = members
  return dice.oneIn(2) ? others : { ...others, [name]: createValue(dice, 1) }
}

const questions: Readonly<Record<string, (dice: Dice) => Members>> = {
  ...identityQuestions,
  json_decode: (dice) =>
    dice.oneIn(2)
      ? { text: createJsonText(dice) }
      : { base64: Buffer.from(createBytes(dice)).toString('base64') },
  jcs: (dice) => ({ value: createValue(dice, 4) }),
  normal_form: createTyped,
  encode: createTyped,
  canonical_text: createTyped,
  param_kind: (dice) => ({ type: createType(dice, 3), types: NAMED_TYPES }),
  query_encode: createQueryToEncode,
  query_decode: createQueryToDecode,
  header_encode: (dice) => ({ targets: createTargets(dice) }),
  header_decode: (dice) => ({ header: createHeader(dice) }),
  entry_encode: (dice) => ({ context: dice.pick(['user', 'board']), params: createTexts(dice) }),
  entry_decode: (dice) => ({ header: dice.oneIn(3) ? createHeader(dice) : createTargetText(dice) }),
  match: (dice) => ({ target: createTarget(dice), entry: createTarget(dice) }),
  dedupe: (dice) => ({ targets: createTargets(dice) }),
  group: (dice) => ({ tag: dice.oneIn(2) ? createTargetText(dice) : createText(dice) }),
  tags: createTagged,
  cache_key: (dice) => ({
    secret: createText(dice),
    context: dice.pick(['user', 'board', 'x y']),
    params: createTexts(dice),
    ...(dice.oneIn(3) && {
      rev: dice.oneIn(2) ? dice.pick([0, 1, 1.5, 1e21]) : { a: dice.below(3), b: dice.below(2), é: 1 },
    }),
    ...(dice.oneIn(2) && { user: createText(dice) }),
    ...(dice.oneIn(3) && { vary: createTexts(dice) }),
  }),
  pkey: (dice) => ({
    perms: dice.some(6, () => createText(dice)),
    staff: dice.oneIn(2),
    super: dice.oneIn(2),
  }),
  identity: (dice) => ({ secret: createText(dice), user: createText(dice), pkey: createText(dice) }),
  ir_normalize: (dice) => ({ type: createType(dice, 3), types: NAMED_TYPES }),
  ir_text: (dice) => ({ document: createDocument(dice) }),
  ir_check: (dice) => ({ document: createDocument(dice) }),
  fingerprint: (dice) => ({
    document: createDocument(dice),
    ...(dice.oneIn(2)
      ? { function: dice.pick(['profile', 'orders', 'rename']) }
      : { context: dice.pick(['user', 'board']) }),
  }),
  manifest: (dice) => ({
    document: createDocument(dice),
    base: dice.pick(['/api/mizan', '', '/é']),
    ...(dice.oneIn(2) && { vary: { [dice.pick(['tenant', 'locale'])]: 'Accept-Language' } }),
  }),
  no_such_op: () => ({}),
}

/** Ops with the most to tell come up most. */
const weighted = Object.keys(questions).flatMap((op) =>
  Array.from(
    { length: ['normal_form', 'query_decode', 'encode', 'json_decode'].includes(op) ? 3 : 1 },
    () => op,
  ),
)

export const OPS: readonly string[] = Object.keys(questions)

function createTyped(dice: Dice): Members {
  const type = createType(dice)
  return { type, types: NAMED_TYPES, value: createFitting(type, dice) }
}

function createQueryToEncode(dice: Dice): Members {
  const params = dice.part(names).map((name): [string, Loose] => [name, createValue(dice, 2)])
  const kinds = params.map(([name]) => [name, dice.pick(['text', 'list', 'json'])])
  return {
    params: Object.fromEntries(params),
    kinds: Object.fromEntries(dice.oneIn(6) ? kinds.slice(1) : kinds),
  }
}

function createQueryToDecode(dice: Dice): Members {
  const params = dice.part(names).map((name) => ({ name, type: createType(dice, dice.oneIn(2) ? 1 : 0) }))
  const pairs = params.flatMap(({ name, type }) => createPairs(name, type, dice))
  if (dice.oneIn(6)) pairs.push(`_mizan_fn=${dice.pick(['profile', 'orders', '', '%41'])}`)
  if (dice.oneIn(8)) pairs.push(createRawPair(dice))
  const raw = pairs.join(dice.oneIn(10) ? '&&' : '&')
  return { raw: dice.oneIn(12) ? spoil(raw, dice) : raw, params, types: NAMED_TYPES }
}

function createPairs(name: string, type: LooseType, dice: Dice): string[] {
  if (dice.oneIn(5)) return []
  const isList = type['kind'] === 'list' && !dice.oneIn(6)
  const values = isList
    ? dice.some(3, () => createFitting(type['item'] as LooseType, dice))
    : [createFitting(type, dice)]
  if (dice.oneIn(15)) values.push(createValue(dice, 1))
  return values.map((value) => `${name}=${escape(createParamText(value, dice), dice)}`)
}

function createParamText(value: Loose, dice: Dice): string {
  if (dice.oneIn(15))
    return dice.pick([
      '05',
      '+5',
      ' 5',
      '1_000',
      '1.0',
      '1.50',
      'True',
      '1e21',
      '1e+21',
      '-0',
      '0x10',
      '',
      '5.',
      '٣',
      '9007199254740992',
      'Infinity',
    ])
  if (dice.oneIn(10)) return createJsonText(dice)
  return typeof value === 'string' ? value : printValue(value)
}

function escape(text: string, dice: Dice): string {
  const escaped = encodeURIComponent(text.toWellFormed())
  if (dice.oneIn(6)) return escaped.replaceAll('%20', '+').replaceAll('%2C', ',')
  return dice.oneIn(8) ? escaped.toLowerCase() : escaped
}

function createRawPair(dice: Dice): string {
  return dice.pick([
    '%',
    '%4',
    '%zz=1',
    '=x',
    'a',
    'a=%ff',
    '%E9=1',
    'a=%ed%a0%80',
    'x=é',
    'a=b=c',
    '%61=1',
    'a=%00',
    'a=%F0%9F%98%80',
    'a=+%2B',
  ])
}

function createTexts(dice: Dice): Record<string, string> {
  return Object.fromEntries(
    dice.part(names).map((name) => [name, dice.oneIn(2) ? String(dice.below(3)) : createText(dice)]),
  )
}

function createTarget(dice: Dice): Members {
  const few = Object.fromEntries(
    dice.part(['a', 'b', 'user_id']).map((name) => [name, String(dice.below(2))]),
  )
  return {
    context: dice.pick(['user', 'user', 'board']),
    ...(dice.oneIn(4) && { function: dice.pick(['profile', 'orders']) }),
    ...(!dice.oneIn(4) && { params: dice.oneIn(4) ? createTexts(dice) : few }),
    ...(dice.oneIn(4) && { own: dice.oneIn(3) ? dice.oneIn(2) : dice.pick(owns) }),
  }
}

function createTargets(dice: Dice): Members[] {
  return dice.oneIn(20)
    ? Array.from({ length: 120 }, () => createTarget(dice))
    : dice.some(6, () => createTarget(dice))
}

function createTargetText(dice: Dice): string {
  const pairs = dice.some(
    3,
    () => `${dice.pick(names)}=${encodeURIComponent(createText(dice).slice(0, 8).toWellFormed())}`,
  )
  if (dice.oneIn(6))
    pairs.push(
      dice.pick([
        '_mizan_own=-',
        '_mizan_own=',
        '_mizan_own=%41',
        'a',
        '=1',
        'a=1;a=2',
        'A=%e9',
        'b=%C3%A9',
        'b=%C3',
      ]),
    )
  const head = dice.pick([
    'user',
    'user',
    'board',
    'user.profile',
    'user.',
    '.a',
    'user.a.b',
    '_mizan',
    'ü',
    '',
  ])
  return [dice.oneIn(3) ? head : 'user', ...pairs].join(';')
}

function createHeader(dice: Dice): string {
  const header = [createTargetText(dice), ...dice.some(2, () => createTargetText(dice))].join(
    dice.pick([', ', ',', ' ,\t', ', ,']),
  )
  return dice.oneIn(6)
    ? spoil(header, dice)
    : dice.oneIn(12)
      ? dice.pick(['', '*', ' ', 'user, ', '\u00a0user'])
      : header
}

function createTagged(dice: Dice): Members {
  const { function: _function, ...target } = createTarget(dice)
  const declared = dice.part(names)
  return {
    declared,
    [dice.pick(['entry', 'target'])]: dice.oneIn(3) ? createTarget(dice) : target,
    ...(dice.oneIn(6) && { context: 'shop' }),
    weight: createNumber(dice),
  }
}
