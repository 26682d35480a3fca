/** The IR's model (`ir/model.ts`) as types of the IR itself: by them the door checks documents before it believes them. */
import type { Field, NamedType, TypeExpression } from '../ir/model.ts'
import { toNamedTypes } from '../ir/resolve-type.ts'

const text: TypeExpression = { kind: 'string' }
const number: TypeExpression = { kind: 'number' }
const flag: TypeExpression = { kind: 'boolean' }
const type = ref('Type')

const plain = ['boolean', 'uuid', 'date', 'time', 'datetime', 'duration', 'json', 'nothing']
const bounds = optional({
  max: number,
  min: number,
  exclusiveMax: number,
  exclusiveMin: number,
  multipleOf: number,
})
const errors = { errors: list(ref('Error')) }
const affects = { affects: list(ref('Affects')) }

const types: readonly NamedType[] = [
  {
    name: 'Type',
    type: {
      kind: 'union',
      discriminator: 'kind',
      members: [
        ...plain.map((kind) => node(kind, [])),
        node('string', [
          ...optional({ format: oneOf('email', 'uri', 'hostname', 'ipv4', 'ipv6') }),
          ...optional({ maxLength: number, minLength: number, pattern: text }),
        ]),
        ...['integer', 'number', 'bigint', 'decimal'].map((kind) => node(kind, bounds)),
        node('bytes', optional({ maxLength: number })),
        node('file', optional({ maxSize: number, mediaType: text })),
        node('literal', required({ value: { kind: 'union', members: [text, number, flag] } })),
        node('enum', required({ values: list(text) })),
        node('list', [
          ...required({ item: type }),
          ...optional({ maxItems: number, minItems: number, unique: flag }),
        ]),
        node('tuple', required({ items: list(type) })),
        node('map', required({ value: type })),
        node('nullable', required({ type })),
        node('union', [...required({ members: list(type) }), ...optional({ discriminator: text })]),
        node('struct', required({ fields: list(ref('Field')) })),
        node('ref', required({ name: text })),
      ],
    },
  },
  named(
    'Field',
    { name: text, type },
    { doc: text, default: text, example: text, deprecated: flag, optional: flag },
  ),
  named('NamedType', { name: text, type }, { doc: text }),
  named('Param', { name: text, type, usedBy: list(text) }, { default: text, required: flag }),
  named('Context', { name: text, params: list(ref('Param')) }, { doc: text, vary: list(text) }),
  named(
    'Function',
    { name: text, kind: oneOf('query', 'mutation'), input: list(ref('Field')), output: type },
    {
      doc: text,
      cache: number,
      context: text,
      deprecated: flag,
      private: flag,
      rev: number,
      auth: text,
      ...errors,
      ...affects,
      merge: list(ref('Merge')),
      route: ref('Route'),
      transport: oneOf('http', 'websocket', 'ipc'),
    },
  ),
  named('Error', { code: text, status: number, type }),
  named('Affects', { context: text, scope: list(text) }, { function: text, explicit: flag, own: flag }),
  named('Merge', { context: text, function: text }),
  named('Route', { path: text, methods: list(text) }),
  named(
    'Channel',
    { name: text, params: list(ref('Field')) },
    { doc: text, auth: text, client: type, server: type },
  ),
  named('Formset', {}, { canAdd: flag, canDelete: flag, canOrder: flag, max: number, min: number }),
  named('FieldView', { name: text }, { help: text, label: text, widget: text }),
  named(
    'Form',
    { name: text, input: list(ref('Field')), output: type, fieldViews: list(ref('FieldView')) },
    { doc: text, auth: text, formset: ref('Formset'), ...errors, ...affects },
  ),
  named('Document', {
    types: list(ref('NamedType')),
    contexts: list(ref('Context')),
    functions: list(ref('Function')),
    channels: list(ref('Channel')),
    forms: list(ref('Form')),
  }),
]

/** `Type`, `NamedType`, `Document` and what they are made of. */
export const modelTypes = toNamedTypes(types)

function named(
  name: string,
  members: Readonly<Record<string, TypeExpression>>,
  absent: Readonly<Record<string, TypeExpression>> = {},
): NamedType {
  return { name, type: { kind: 'struct', fields: [...required(members), ...optional(absent)] } }
}

function node(kind: string, fields: readonly Field[]): TypeExpression {
  return { kind: 'struct', fields: [{ name: 'kind', type: { kind: 'literal', value: kind } }, ...fields] }
}

function required(members: Readonly<Record<string, TypeExpression>>): Field[] {
  return Object.entries(members).map(([name, member]) => ({ name, type: member }))
}

function optional(members: Readonly<Record<string, TypeExpression>>): Field[] {
  return required(members).map((field) => ({ ...field, optional: true }))
}

function list(item: TypeExpression): TypeExpression {
  return { kind: 'list', item }
}

function ref(name: string): TypeExpression {
  return { kind: 'ref', name }
}

function oneOf(...values: string[]): TypeExpression {
  return { kind: 'enum', values }
}
