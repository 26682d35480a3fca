/** Types and documents in questions, checked by the IR of the IR before they are believed. */
import type { IrDocument, NamedType, TypeExpression } from '../ir/model.ts'
import { type NamedTypes, toNamedTypes } from '../ir/resolve-type.ts'
import type { JsonValue } from '../json/json-value.ts'
import { compileChecker } from '../structure/compile-checker.ts'
import { modelTypes } from './model-types.ts'
import { type Question, Refusal, readMember, readOptional } from './question.ts'

/** A type expression, or the name of a scalar. */
export function readType(question: Question): TypeExpression {
  const type = readMember(question, 'type')
  return readAs(
    { kind: 'ref', name: 'Type' },
    typeof type === 'string' ? { kind: type } : type,
  ) as TypeExpression
}

/** What refs reach; nothing where `types` is absent. */
export function readNamedTypes(question: Question): NamedTypes {
  const list: TypeExpression = { kind: 'list', item: { kind: 'ref', name: 'NamedType' } }
  return toNamedTypes(
    readAs(
      list,
      readOptional(question, 'types') === undefined ? [] : readMember(question, 'types'),
    ) as readonly NamedType[],
  )
}

export function readDocument(question: Question): IrDocument {
  return readAs({ kind: 'ref', name: 'Document' }, readMember(question, 'document')) as IrDocument
}

function readAs(type: TypeExpression, value: JsonValue): unknown {
  const result = compileChecker(type, modelTypes)(value)
  if (result.ok) return result.value
  const [[pointer, messages] = ['', []]] = Object.entries(result.fields)
  throw new Refusal(`The question's type or document is no IR: "${pointer}" ${messages[0]}.`)
}
