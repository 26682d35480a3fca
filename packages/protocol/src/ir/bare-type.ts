/** Types without docs and deprecations, which stand in fields of structs, however deep. */
import { defined } from './defined.ts'
import type { Field, TypeExpression } from './model.ts'

export function bareField(field: Field): Field {
  return defined<Field>({ ...field, type: bareType(field.type), doc: undefined, deprecated: undefined })
}

export function bareType(type: TypeExpression): TypeExpression {
  switch (type.kind) {
    case 'struct':
      return { ...type, fields: type.fields.map(bareField) }
    case 'list':
      return { ...type, item: bareType(type.item) }
    case 'tuple':
      return { ...type, items: type.items.map(bareType) }
    case 'map':
      return { ...type, value: bareType(type.value) }
    case 'nullable':
      return { ...type, type: bareType(type.type) }
    case 'union':
      return { ...type, members: type.members.map(bareType) }
    default:
      return type
  }
}
