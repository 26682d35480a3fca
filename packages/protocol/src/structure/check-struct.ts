/** Check of `struct`, and of the input of a function, which is one. The value is copied only when a member changes or a default comes in. */
import { MAX_DEPTH } from '../generated/limits.ts'
import type { Field } from '../ir/model.ts'
import { TOO_DEEP } from './check-collection.ts'
import type { Compilation } from './compilation.ts'
import { parseDefault } from './parse-default.ts'
import { isObject, type Members } from './plain-object.ts'
import { addProblem, type Check, checkAt, forgetProblems, isFull, placeProblems, type Walk } from './walk.ts'

interface Member {
  readonly name: string
  readonly check: Check
  readonly isOptional: boolean
  /** The default, a new copy each time where it can be changed. */
  readonly fill: (() => unknown) | undefined
}

export function compileStruct(fields: readonly Field[], compilation: Compilation): Check {
  const members = fields.map((field) => compileMember(field, compilation))
  const known = new Set(fields.map((field) => field.name))
  return (value, walk) => {
    if (!isObject(value)) return addProblem(walk, 'must be an object')
    if (walk.depth >= MAX_DEPTH) return addProblem(walk, TOO_DEEP)
    walk.depth++
    const { count } = walk
    let copy: Record<string, unknown> | undefined
    let at = 0
    let isWhole = true
    // Most objects have their members in the order of the declaration, and all of them: then this is the whole check.
    for (const name in value) {
      const member = members[at]
      const given = member?.name === name ? value[name] : undefined
      if (member === undefined || given === undefined) {
        isWhole = false
        break
      }
      at++
      const before = walk.count
      const checked = member.check(given, walk)
      if (walk.count !== before) placeProblems(walk, before, name)
      if (!Object.is(checked, given)) (copy ??= { ...value })[name] = checked
    }
    // Inherited members come last: when the last one that was met is the value's own, all of them are.
    const met = members[at - 1]
    const isOwn = met === undefined || Object.hasOwn(value, met.name)
    if (!isOwn) forgetProblems(walk, count)
    if (!isOwn || !isWhole || at < members.length)
      copy = checkRest(value, {
        members,
        known,
        walk,
        ...(isOwn ? { at, copy } : { at: 0, copy: undefined }),
      })
    walk.depth--
    return copy ?? value
  }
}

interface Rest {
  readonly members: readonly Member[]
  readonly known: ReadonlySet<string>
  readonly walk: Walk
  /** Members before this one are checked. */
  readonly at: number
  /** Of the value, where one of them changed. */
  readonly copy: Record<string, unknown> | undefined
}

/** Members in any order, absent ones and unknown ones. A copy where something changed. */
function checkRest(
  value: Members,
  { members, known, walk, at, copy: begun }: Rest,
): Record<string, unknown> | undefined {
  let copy = begun
  let given = at
  for (const member of members.slice(at)) {
    const { name } = member
    const before = Object.hasOwn(value, name) ? value[name] : undefined
    let after: unknown
    if (before === undefined) after = absent(member, walk)
    else {
      given++
      after = checkAt(member.check, before, { walk, key: name })
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
  const constant = parseDefault(text)
  return typeof constant === 'object' && constant !== null ? () => parseDefault(text) : () => constant
}
