/** Lists, sets and tuples. */
import { isJsonSchema, type JsonSchema, NATIVE, numberAt, schemaAt, schemasAt } from './json-schema.ts'
import { below, type ReadContext, type Reading, refuse } from './reading.ts'

export function readList(schema: JsonSchema, context: ReadContext): Reading {
  const prefix = schemasAt(schema, 'prefixItems')
  if (prefix !== undefined && prefix.length > 0) return readTuple(schema, prefix, context)
  for (const keyword of ['contains', 'minContains', 'maxContains']) {
    if (schema[keyword] !== undefined) return refuse(context, `the IR has nothing for "${keyword}"`)
  }
  const { type: item, plan } = context.read(schemaAt(schema, 'items') ?? {}, below(context, '[]'))
  const minItems = numberAt(schema, 'minItems')
  const maxItems = numberAt(schema, 'maxItems')
  const isSet = schema[NATIVE] === 'Set'
  return {
    type: {
      kind: 'list',
      item,
      ...(maxItems === undefined ? {} : { maxItems }),
      ...(minItems === undefined ? {} : { minItems }),
      ...(schema['uniqueItems'] === true ? { unique: true } : {}),
    },
    plan: isSet ? { kind: 'set', item: plan } : plan === undefined ? undefined : { kind: 'list', item: plan },
  }
}

function readTuple(schema: JsonSchema, prefix: readonly JsonSchema[], context: ReadContext): Reading {
  if (isJsonSchema(schema['items'])) {
    return refuse(
      context,
      'a tuple with a rest has no IR type',
      'Use a list, or put the rest into a member of its own.',
    )
  }
  const minItems = numberAt(schema, 'minItems') ?? prefix.length
  if (minItems < prefix.length) {
    return refuse(
      context,
      'a tuple with optional items has no IR type',
      'Make the items nullable, or use an object.',
    )
  }
  const items = prefix.map((item, index) => context.read(item, below(context, `[${index}]`)))
  const plans = items.map(({ plan }) => plan)
  return {
    type: { kind: 'tuple', items: items.map(({ type }) => type) },
    plan: plans.every((plan) => plan === undefined) ? undefined : { kind: 'tuple', items: plans },
  }
}
