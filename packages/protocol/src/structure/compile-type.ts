/** Type expressions to checks, once; a check is a closure that knows its type and nothing else. */
import type { TypeExpression } from '../ir/model.ts'
import { type NamedTypes, resolveType } from '../ir/resolve-type.ts'
import { compileList, compileMap, compileTuple } from './check-collection.ts'
import { compileBoolean, compileEnum, compileLiteral, compileNothing } from './check-constant.ts'
import { compileNumber, compileNumericText } from './check-number.ts'
import { compileStruct } from './check-struct.ts'
import { compileBytes, compileString, compileText } from './check-text.ts'
import { compileUnion } from './check-union.ts'
import type { Compilation } from './compilation.ts'
import { addProblem, type Check } from './walk.ts'

export function createCompilation(types: NamedTypes): Compilation {
  const named = new Map<string, Check>()
  const compilation: Compilation = { types, compile }
  return compilation

  function compile(type: TypeExpression): Check {
    if (type.kind !== 'ref') return compileNode(type, compilation)
    const known = named.get(type.name)
    if (known !== undefined) return known
    // Stands in for itself inside its own type.
    let check: Check = () => undefined
    named.set(type.name, (value, walk) => check(value, walk))
    check = compile(resolveType(type, types))
    named.set(type.name, check)
    return check
  }
}

function compileNode(type: Exclude<TypeExpression, { kind: 'ref' }>, compilation: Compilation): Check {
  switch (type.kind) {
    case 'boolean':
      return compileBoolean()
    case 'nothing':
      return compileNothing()
    case 'literal':
      return compileLiteral(type)
    case 'enum':
      return compileEnum(type)
    case 'integer':
    case 'number':
      return compileNumber(type)
    case 'bigint':
    case 'decimal':
      return compileNumericText(type)
    case 'string':
      return compileString(type)
    case 'bytes':
      return compileBytes(type)
    case 'uuid':
    case 'date':
    case 'time':
    case 'datetime':
    case 'duration':
      return compileText(type.kind)
    case 'json':
      return takeJson
    case 'file':
      return (_value, walk) => addProblem(walk, 'must be an uploaded file')
    case 'list':
      return compileList(type, compilation)
    case 'tuple':
      return compileTuple(type, compilation)
    case 'map':
      return compileMap(type, compilation)
    case 'struct':
      return compileStruct(type.fields, compilation)
    case 'union':
      return compileUnion(type, compilation)
    case 'nullable':
      return compileNullable(compilation.compile(type.type))
  }
}

function compileNullable(check: Check): Check {
  return (value, walk) => (value === null ? null : check(value, walk))
}

/** It was decoded from JSON already. */
const takeJson: Check = (value) => value
