/** Results of the app's own code to JSON texts, made once per type (SPEC.md, Names and values). */
import type { TypeExpression } from '../ir/model.ts'
import { type NamedTypes, resolveType } from '../ir/resolve-type.ts'
import { EncodeError } from './encode-error.ts'
import { Misfit } from './misfit.ts'
import { encodePlace } from './pointer.ts'
import { compileListWriter, compileMapWriter, compileTupleWriter } from './write-collection.ts'
import { writeJson } from './write-json.ts'
import {
  compileDigitsWriter,
  compileEnumWriter,
  compileLiteralWriter,
  compileNumberWriter,
  compileTextWriter,
  writeBoolean,
  writeBytes,
  writeFile,
  writeNothing,
  writeString,
} from './write-scalar.ts'
import { compileStructWriter } from './write-struct.ts'
import { compileUnionWriter } from './write-union.ts'
import type { Write, Writing } from './writing.ts'

export type Writer = (value: unknown) => string

/**
 * A writer of natives or JSON: `Date`, `bigint` and `Uint8Array` become texts, texts come to normal form, absent defaults are
 * filled in, members that the type does not declare are left out, and no `toJSON` is asked. Never rounds and never coerces.
 * Bounds, lengths, patterns and formats are not looked at: they guard what comes in.
 * @throws EncodeError where the value does not fit the type; IrError while compiling, as `compileChecker`.
 */
export function compileWriter(type: TypeExpression, types: NamedTypes): Writer {
  const write = createWriting(types).compile(type)
  return (value) => {
    try {
      return write(value, 0)
    } catch (error) {
      throw error instanceof Misfit ? new EncodeError(encodePlace(error.place), error.message) : error
    }
  }
}

function createWriting(types: NamedTypes): Writing {
  const named = new Map<string, Write>()
  const writing: Writing = { types, compile }
  return writing

  function compile(type: TypeExpression): Write {
    if (type.kind !== 'ref') return compileNode(type, writing)
    const known = named.get(type.name)
    if (known !== undefined) return known
    // Stands in for itself inside its own type.
    let write: Write = () => 'null'
    named.set(type.name, (value, depth) => write(value, depth))
    write = compile(resolveType(type, types))
    named.set(type.name, write)
    return write
  }
}

function compileNode(type: Exclude<TypeExpression, { kind: 'ref' }>, writing: Writing): Write {
  switch (type.kind) {
    case 'boolean':
      return writeBoolean
    case 'nothing':
      return writeNothing
    case 'literal':
      return compileLiteralWriter(type)
    case 'enum':
      return compileEnumWriter(type)
    case 'integer':
    case 'number':
      return compileNumberWriter(type)
    case 'bigint':
    case 'decimal':
      return compileDigitsWriter(type)
    case 'string':
      return writeString
    case 'bytes':
      return writeBytes
    case 'uuid':
    case 'date':
    case 'time':
    case 'datetime':
    case 'duration':
      return compileTextWriter(type.kind)
    case 'json':
      return writeJson
    case 'file':
      return writeFile
    case 'list':
      return compileListWriter(type, writing)
    case 'tuple':
      return compileTupleWriter(type, writing)
    case 'map':
      return compileMapWriter(type, writing)
    case 'struct':
      return compileStructWriter(type.fields, writing)
    case 'union':
      return compileUnionWriter(type, writing)
    case 'nullable':
      return writeNullable(writing.compile(type.type))
  }
}

function writeNullable(write: Write): Write {
  return (value, depth) => (value === null ? 'null' : write(value, depth))
}
