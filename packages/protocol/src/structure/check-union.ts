/** Check of `union`: the discriminator or the kind of JSON picks the one member that counts (IR.md, Normal forms). */
import { IrError } from '../ir/ir-error.ts'
import { fixedMember, type JsonKind, jsonKinds } from '../ir/json-kinds.ts'
import type { UnionType } from '../ir/model.ts'
import type { Compilation } from './compilation.ts'
import { isObject, readMember } from './plain-object.ts'
import { addProblem, type Check, checkAt } from './walk.ts'

/** @throws IrError for a union whose members cannot be told apart. */
export function compileUnion(type: UnionType, compilation: Compilation): Check {
  const { discriminator } = type
  return discriminator === undefined
    ? compileByKind(type, compilation)
    : compileByMember({ ...type, discriminator }, compilation)
}

function compileByMember(
  type: UnionType & { readonly discriminator: string },
  compilation: Compilation,
): Check {
  const name = type.discriminator
  const checks = new Map<unknown, Check>()
  for (const member of type.members) {
    const literal = fixedMember(member, name, compilation.types)
    if (literal === undefined || checks.has(literal)) {
      throw new IrError(`Every member of the union must fix "${name}" with a literal of its own.`)
    }
    checks.set(literal, compilation.compile(member))
  }
  const message = `must be one of ${[...checks.keys()].map((key) => JSON.stringify(key)).join(', ')}`
  return (value, walk) => {
    if (!isObject(value)) return addProblem(walk, 'must be an object')
    const literal = readMember(value, name)
    const check = checks.get(literal)
    if (check !== undefined) return check(value, walk)
    const refuse: Check = () => addProblem(walk, literal === undefined ? 'is required' : message)
    return checkAt(refuse, undefined, { walk, key: name })
  }
}

function compileByKind(type: UnionType, compilation: Compilation): Check {
  const checks = new Map<JsonKind | undefined, Check>()
  for (const member of type.members) {
    const check = compilation.compile(member)
    for (const kind of jsonKinds(member, compilation.types)) {
      if (checks.has(kind)) throw new IrError(`Two members of the union are both of the JSON kind "${kind}".`)
      checks.set(kind, check)
    }
  }
  const message = `must be one of: ${[...checks.keys()].join(', ')}`
  const kindOf = compilation.direction === 'in' ? kindOfJson : kindOfNative
  return (value, walk) => {
    const check = checks.get(kindOf(value))
    return check === undefined ? addProblem(walk, message) : check(value, walk)
  }
}

function kindOfJson(value: unknown): JsonKind | undefined {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'string':
      return typeof value as JsonKind
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'array' : 'object'
    default:
      return undefined
  }
}

/** Natives that go out as texts count as such. */
function kindOfNative(value: unknown): JsonKind | undefined {
  const isText = typeof value === 'bigint' || value instanceof Date || value instanceof Uint8Array
  return isText ? 'string' : kindOfJson(value)
}
