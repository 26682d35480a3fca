/** Check of `struct`, and of the input of a function, which is one. */
import type { Field } from '../ir/model.ts'
import type { Compilation } from './compilation.ts'
import { isObject, type Members, readMember } from './plain-object.ts'
import { addProblem, type Check, checkAt, isFull, type Walk } from './walk.ts'

interface Member {
  readonly name: string
  readonly check: Check
  readonly isOptional: boolean
  /** The default, a new copy each time where it can be changed. */
  readonly fill: (() => unknown) | undefined
}

export function compileStruct(fields: readonly Field[], compilation: Compilation): Check {
  const { direction, maxDepth } = compilation
  const members = fields.map((field) => compileMember(field, compilation))
  const known = new Set(fields.map((field) => field.name))
  const check = direction === 'in' ? checkGiven : encodeMembers
  return (value, walk) => {
    if (!isObject(value)) return addProblem(walk, 'must be an object')
    if (walk.path.length >= maxDepth)
      return addProblem(walk, `must be nested less than ${maxDepth} levels deep`)
    return check(value, { members, known, walk })
  }
}

interface Step {
  readonly members: readonly Member[]
  readonly known: ReadonlySet<string>
  readonly walk: Walk
}

/** In: unknown members are problems, and the value is copied only when a member changes or a default comes in. */
function checkGiven(value: Members, { members, known, walk }: Step): unknown {
  let copy: Record<string, unknown> | undefined
  let given = 0
  for (const member of members) {
    const { name } = member
    const before = Object.hasOwn(value, name) ? value[name] : undefined
    let after: unknown
    if (before === undefined) after = absent(member, walk)
    else {
      given++
      walk.path.push(name)
      after = member.check(before, walk)
      walk.path.pop()
    }
    if (!Object.is(before, after)) (copy ??= { ...value })[name] = after
  }
  const names = Object.keys(value)
  if (names.length > given) {
    for (const name of names) {
      if (isFull(walk)) break
      if (!known.has(name) && value[name] !== undefined) checkAt(refuseMember, undefined, { walk, key: name })
    }
  }
  return copy ?? value
}

/** Out: exactly the declared members, in their order; getters of classes count, what every object inherits does not. */
function encodeMembers(value: Members, { members, walk }: Step): unknown {
  const copy: Record<string, unknown> = {}
  for (const member of members) {
    const { name } = member
    const given = readMember(value, name)
    let encoded: unknown
    if (given === undefined) encoded = absent(member, walk)
    else {
      walk.path.push(name)
      encoded = member.check(given, walk)
      walk.path.pop()
    }
    if (encoded !== undefined) copy[name] = encoded
  }
  return copy
}

function absent(member: Member, walk: Walk): unknown {
  if (member.fill !== undefined) return member.fill()
  return member.isOptional ? undefined : checkAt(requireMember, undefined, { walk, key: member.name })
}

const requireMember: Check = (_value, walk) => addProblem(walk, 'is required')

const refuseMember: Check = (_value, walk) => addProblem(walk, 'is not declared')

function compileMember(field: Field, compilation: Compilation): Member {
  return {
    name: field.name,
    check: compilation.compile(field.type),
    isOptional: field.optional === true,
    fill: field.default === undefined ? undefined : compileDefault(field.default),
  }
}

function compileDefault(text: string): () => unknown {
  const constant: unknown = JSON.parse(text)
  return typeof constant === 'object' && constant !== null ? (): unknown => JSON.parse(text) : () => constant
}
