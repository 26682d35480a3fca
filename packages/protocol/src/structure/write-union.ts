/** Writer of `union`: the discriminator or the kind of JSON picks the one member that counts. */
import type { JsonKind } from '../ir/json-kinds.ts'
import type { UnionType } from '../ir/model.ts'
import {
  choicesByKind,
  choicesByMember,
  type DiscriminatedUnion,
  isDiscriminated,
  kindOfJson,
} from './check-union.ts'
import { Misfit, placeMisfit } from './misfit.ts'
import { isObject, readMember } from './plain-object.ts'
import type { Write, Writing } from './writing.ts'

export function compileUnionWriter(type: UnionType, writing: Writing): Write {
  return isDiscriminated(type) ? compileByMember(type, writing) : compileByKind(type, writing)
}

function compileByMember(type: DiscriminatedUnion, writing: Writing): Write {
  const { of, message } = choicesByMember(type, writing)
  const name = type.discriminator
  return (value, depth) => {
    if (!isObject(value)) throw new Misfit('must be an object')
    const literal = readMember(value, name)
    const write = of.get(literal)
    if (write === undefined)
      throw placeMisfit(new Misfit(literal === undefined ? 'is required' : message), name)
    return write(value, depth)
  }
}

function compileByKind(type: UnionType, writing: Writing): Write {
  const { of, message } = choicesByKind(type, writing)
  return (value, depth) => {
    const write = of.get(kindOfNative(value))
    if (write === undefined) throw new Misfit(message)
    return write(value, depth)
  }
}

/** Natives that go out as texts count as such. */
function kindOfNative(value: unknown): JsonKind | undefined {
  const isText = typeof value === 'bigint' || value instanceof Date || value instanceof Uint8Array
  return isText ? 'string' : kindOfJson(value)
}
