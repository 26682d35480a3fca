/** Check of `union`: the discriminator or the kind of JSON picks the one member that counts (IR.md, Normal forms). */
import { IrError } from '../ir/ir-error.ts'
import { fixedMember, type JsonKind, jsonKinds } from '../ir/json-kinds.ts'
import type { TypeExpression, UnionType } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import type { Compilation } from './compilation.ts'
import { isObject, readMember } from './plain-object.ts'
import { addProblem, type Check, checkAt } from './walk.ts'

export type DiscriminatedUnion = UnionType & { readonly discriminator: string }

/** What was compiled of each member, by what tells them apart, and what to say of a value that is none of them. */
export interface Choices<Key, Compiled> {
  readonly of: ReadonlyMap<Key, Compiled>
  readonly message: string
}

/** What compiles the members: checks or writers. */
export interface MemberCompiler<Compiled> {
  readonly types: NamedTypes
  readonly compile: (type: TypeExpression) => Compiled
}

/** @throws IrError for a union whose members cannot be told apart. */
export function compileUnion(type: UnionType, compilation: Compilation): Check {
  return isDiscriminated(type) ? compileByMember(type, compilation) : compileByKind(type, compilation)
}

export function isDiscriminated(type: UnionType): type is DiscriminatedUnion {
  return type.discriminator !== undefined
}

export function choicesByMember<Compiled>(
  type: DiscriminatedUnion,
  { types, compile }: MemberCompiler<Compiled>,
): Choices<unknown, Compiled> {
  const of = new Map<unknown, Compiled>()
  for (const member of type.members) {
    const literal = fixedMember(member, type.discriminator, types)
    if (literal === undefined || of.has(literal)) {
      throw new IrError(
        `Every member of the union must fix "${type.discriminator}" with a literal of its own.`,
      )
    }
    of.set(literal, compile(member))
  }
  return { of, message: `must be one of ${[...of.keys()].map((key) => JSON.stringify(key)).join(', ')}` }
}

export function choicesByKind<Compiled>(
  type: UnionType,
  { types, compile }: MemberCompiler<Compiled>,
): Choices<JsonKind | undefined, Compiled> {
  const of = new Map<JsonKind | undefined, Compiled>()
  for (const member of type.members) {
    const compiled = compile(member)
    for (const kind of jsonKinds(member, types)) {
      if (of.has(kind)) throw new IrError(`Two members of the union are both of the JSON kind "${kind}".`)
      of.set(kind, compiled)
    }
  }
  return { of, message: `must be one of: ${[...of.keys()].join(', ')}` }
}

export function kindOfJson(value: unknown): JsonKind | undefined {
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

function compileByMember(type: DiscriminatedUnion, compilation: Compilation): Check {
  const { of, message } = choicesByMember(type, compilation)
  const key = type.discriminator
  return (value, walk) => {
    if (!isObject(value)) return addProblem(walk, 'must be an object')
    const literal = readMember(value, key)
    const check = of.get(literal)
    if (check !== undefined) return check(value, walk)
    const refuse: Check = () => addProblem(walk, literal === undefined ? 'is required' : message)
    return checkAt(refuse, undefined, { walk, key })
  }
}

function compileByKind(type: UnionType, compilation: Compilation): Check {
  const { of, message } = choicesByKind(type, compilation)
  return (value, walk) => {
    const check = of.get(kindOfJson(value))
    return check === undefined ? addProblem(walk, message) : check(value, walk)
  }
}
