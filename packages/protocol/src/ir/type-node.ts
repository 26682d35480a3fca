/** Type expressions and fields as KDL nodes (IR.md, Types). */
import type { KdlNode } from './kdl-node.ts'
import { printNode } from './kdl-node.ts'
import type { Field, TypeExpression } from './model.ts'

/** Printed text of a type expression alone: what union members are sorted by and shapes compared by. */
export function printType(type: TypeExpression): string {
  return printNode(typeNode(type))
}

export function typeNode(type: TypeExpression): KdlNode {
  const name = type.kind
  switch (type.kind) {
    case 'string':
      return {
        name,
        props: {
          format: type.format,
          'max-length': type.maxLength,
          'min-length': type.minLength,
          pattern: type.pattern,
        },
      }
    case 'integer':
    case 'number':
    case 'bigint':
    case 'decimal':
      return {
        name,
        props: {
          'exclusive-max': type.exclusiveMax,
          'exclusive-min': type.exclusiveMin,
          max: type.max,
          min: type.min,
          'multiple-of': type.multipleOf,
        },
      }
    case 'bytes':
      return { name, props: { 'max-length': type.maxLength } }
    case 'file':
      return { name, props: { 'max-size': type.maxSize, 'media-type': type.mediaType } }
    case 'literal':
      return { name, args: [type.value] }
    case 'enum':
      return { name, args: type.values }
    case 'list':
      return {
        name,
        props: { 'max-items': type.maxItems, 'min-items': type.minItems, unique: type.unique },
        children: [typeNode(type.item)],
      }
    case 'tuple':
      return { name, children: type.items.map(typeNode) }
    case 'map':
      return { name, children: [typeNode(type.value)] }
    case 'nullable':
      return { name, children: [typeNode(type.type)] }
    case 'union':
      return { name, props: { discriminator: type.discriminator }, children: type.members.map(typeNode) }
    case 'struct':
      return { name, children: type.fields.map(fieldNode) }
    case 'ref':
      return { name, args: [type.name] }
    default:
      return { name }
  }
}

export function fieldNode(field: Field): KdlNode {
  return {
    name: 'field',
    args: [field.name],
    props: {
      default: field.default,
      deprecated: field.deprecated,
      example: field.example,
      optional: field.optional,
    },
    children: [...docNode(field.doc), typeNode(field.type)],
  }
}

export function docNode(doc: string | undefined): KdlNode[] {
  return doc === undefined ? [] : [{ name: 'doc', args: [doc] }]
}
