/** IR documents that mostly hold together: contexts with the params of their queries, mutations that affect them. */
import type { Dice } from './dice.ts'
import { createDoc, createFields, createType, type LooseType, NAMED_TYPES, nameOf } from './ir-types.ts'
import { createText, type Loose } from './json-values.ts'

type Node = Readonly<Record<string, Loose>>

const contexts = ['user', 'board', 'Zoo']
const functions = ['profile', 'orders', 'rename', 'b_list', 'Stats', 'move']

/** Sometimes with one member changed, so that the document does not hold. */
export function createDocument(dice: Dice): Node {
  const declared = dice.part(functions).map((name) => createFunction(name, dice))
  const document: Node = {
    types: dice.oneIn(2) ? NAMED_TYPES.slice(0, 8) : dice.part(NAMED_TYPES),
    contexts: createContexts(declared, dice),
    functions: declared,
    channels: dice.oneIn(4) ? [createChannel(dice)] : [],
    forms: dice.oneIn(4) ? [createForm(dice)] : [],
  }
  return dice.oneIn(4) ? (change(document, dice) as Node) : document
}

function createFunction(name: string, dice: Dice): Node {
  const isQuery = dice.oneIn(2)
  return {
    name,
    kind: isQuery ? 'query' : 'mutation',
    input: createFields(dice, () => createType(dice, dice.oneIn(3) ? 2 : 0)),
    output: createType(dice),
    ...(dice.oneIn(4) && { doc: createDoc(dice) }),
    ...(dice.oneIn(6) && { deprecated: dice.oneIn(2), private: dice.oneIn(2) }),
    ...(dice.oneIn(4) && {
      auth: dice.pick(['authenticated', 'staff', 'superuser', 'perm:a.b', 'custom', 'perm:', 'nobody']),
    }),
    ...(dice.oneIn(6) && { transport: dice.pick(['http', 'websocket', 'ipc']) }),
    ...(dice.oneIn(5) && { errors: dice.some(2, () => createError(dice)) }),
    ...(dice.oneIn(8) && {
      route: { path: dice.pick(['/a/', 'a', '/']), methods: dice.part(['GET', 'POST', 'GET']) },
    }),
    ...(isQuery ? createQueryPart(dice) : createMutationPart(dice)),
  }
}

function createQueryPart(dice: Dice): Node {
  return {
    ...(!dice.oneIn(5) && { context: dice.pick(contexts) }),
    ...(dice.oneIn(4) && { cache: dice.pick([1, 60, 0, 1.5]) }),
    ...(dice.oneIn(4) && { rev: dice.pick([0, 1, 2, -1]) }),
  }
}

function createMutationPart(dice: Dice): Node {
  return {
    ...(dice.oneIn(2) && { affects: dice.some(3, () => createAffects(dice)) }),
    ...(dice.oneIn(5) && { merge: [{ context: dice.pick(contexts), function: dice.pick(functions) }] }),
  }
}

function createAffects(dice: Dice): Node {
  return {
    context: dice.pick(contexts),
    scope: dice.part(['a', 'b', 'user_id', 'a']).slice(0, 2),
    ...(dice.oneIn(4) && { function: dice.pick(functions) }),
    ...(dice.oneIn(4) && { explicit: dice.oneIn(2) }),
    ...(dice.oneIn(4) && { own: dice.oneIn(2) }),
  }
}

function createError(dice: Dice): Node {
  const code = dice.pick(['NAME_TAKEN', 'GONE', 'CONFLICT', 'late', 'A1'])
  return { code, status: dice.pick([400, 409, 499, 404.5, 500]), type: createType(dice, 1) }
}

function createContexts(declared: readonly Node[], dice: Dice): Node[] {
  return contexts
    .map((name) => ({ name, queries: declared.filter((fn) => fn['context'] === name) }))
    .filter(({ queries }) => queries.length > 0 || dice.oneIn(12))
    .map(({ name, queries }) => ({
      name,
      params: createParams(queries, dice),
      ...(dice.oneIn(4) && { doc: createDoc(dice) }),
      ...(dice.oneIn(4) && { vary: dice.part(['tenant', 'locale', 'tenant']) }),
    }))
}

/** The params that the first query of each declares. */
function createParams(queries: readonly Node[], dice: Dice): Node[] {
  const params = new Map<string, { field: LooseType; usedBy: string[] }>()
  for (const query of queries) {
    for (const field of query['input'] as readonly LooseType[]) {
      const param = params.get(nameOf(field)) ?? { field, usedBy: [] }
      param.usedBy.push(nameOf(query))
      params.set(nameOf(field), param)
    }
  }
  return [...params].map(([name, { field, usedBy }]) => {
    const isNeeded = field['optional'] !== true && field['default'] === undefined
    return {
      name,
      type: field['type'] ?? null,
      usedBy,
      ...(field['default'] !== undefined && { default: field['default'] }),
      ...(isNeeded !== dice.oneIn(10) && { required: true }),
    }
  })
}

function createChannel(dice: Dice): Node {
  const type = () => createType(dice, 1)
  return {
    name: 'news',
    params: createFields(dice, type),
    ...(dice.oneIn(2) && { client: type() }),
    ...(dice.oneIn(2) && { server: type() }),
    ...(dice.oneIn(2) && { auth: 'staff', doc: createDoc(dice) }),
  }
}

function createForm(dice: Dice): Node {
  return {
    name: 'signup',
    input: createFields(dice, () => createType(dice, 1)),
    output: createType(dice, 1),
    fieldViews: dice.some(2, () => ({
      name: 'a',
      ...(dice.oneIn(2) && { label: createText(dice), widget: 'text' }),
    })),
    ...(dice.oneIn(2) && {
      formset: { ...(dice.oneIn(2) && { canAdd: true, max: 5 }), canDelete: dice.oneIn(2) },
    }),
    ...(dice.oneIn(4) && { affects: dice.some(2, () => createAffects(dice)) }),
  }
}

/** One place somewhere in the value is lost, doubled or another text. */
function change(value: Loose, dice: Dice): Loose {
  if (Array.isArray(value) && value.length > 0) {
    const items = [...(value as readonly Loose[])]
    const at = dice.below(items.length)
    if (dice.oneIn(6)) return [...items, items[at] ?? null]
    items[at] = change(items[at] ?? null, dice)
    return items
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    const members: Record<string, Loose> = { ...(value as Node) }
    const name = dice.pick(Object.keys(members))
    if (dice.oneIn(8)) delete members[name]
    else members[name] = change(members[name] ?? null, dice)
    return members
  }
  return typeof value === 'string' ? createText(dice) : value
}
