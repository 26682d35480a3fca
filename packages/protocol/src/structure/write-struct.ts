/** Writer of `struct`: exactly the declared members, in their order, each read once; others are not even looked at. */

import type { Field } from '../ir/model.ts'
import { Misfit, placeMisfit } from './misfit.ts'
import { parseDefault } from './parse-default.ts'
import { isObject, type Members, readMember } from './plain-object.ts'
import { MAX_RESULT_DEPTH, RESULT_TOO_DEEP, type Write, type Writing } from './writing.ts'

interface Member {
  readonly name: string
  /** `{"name":` and `,"name":`. */
  readonly opening: string
  readonly following: string
  readonly write: Write
  readonly isOptional: boolean
  /** Text of the default. */
  readonly absent: string | undefined
}

export function compileStructWriter(fields: readonly Field[], writing: Writing): Write {
  const members = fields.map((field) => compileMember(field, writing))
  return (value, depth) => {
    if (!isObject(value)) throw new Misfit('must be an object')
    if (depth >= MAX_RESULT_DEPTH) throw new Misfit(RESULT_TOO_DEEP)
    let text = ''
    let at = 0
    try {
      // Most objects have their members in the order of the declaration: then the engine has each value at hand.
      for (const name in value) {
        const member = members[at]
        if (member?.name !== name) break
        const given = value[name]
        if (given === undefined) break
        text += at === 0 ? member.opening : member.following
        text += member.write(given, depth + 1)
        at++
      }
    } catch (error) {
      throw placeMisfit(error, members[at]?.name ?? '')
    }
    // What every object inherits does not count. Inherited members come last: when the last one is the value's own, all are.
    const last = members[at - 1]
    const isOwn = last === undefined || Object.hasOwn(value, last.name)
    if (isOwn && at === members.length) return at === 0 ? '{}' : `${text}}`
    return writeRest(value, depth, isOwn ? { members, at, text } : { members, at: 0, text: '' })
  }
}

interface Rest {
  readonly members: readonly Member[]
  /** Members before this one are written. */
  readonly at: number
  readonly text: string
}

/** Members in any order, getters of classes too, and what is absent. */
function writeRest(value: Members, depth: number, rest: Rest): string {
  let { text } = rest
  for (const member of rest.members.slice(rest.at)) {
    const { name } = member
    try {
      const given = readMember(value, name)
      const written = given === undefined ? writeAbsent(member) : member.write(given, depth + 1)
      if (written !== undefined) text += (text === '' ? member.opening : member.following) + written
    } catch (error) {
      throw placeMisfit(error, name)
    }
  }
  return text === '' ? '{}' : `${text}}`
}

function writeAbsent({ absent, isOptional }: Member): string | undefined {
  if (absent === undefined && !isOptional) throw new Misfit('is required')
  return absent
}

function compileMember(field: Field, writing: Writing): Member {
  const { name, type, optional, default: constant } = field
  return {
    name,
    opening: `{"${name}":`,
    following: `,"${name}":`,
    write: writing.compile(type),
    isOptional: optional === true,
    absent: constant === undefined ? undefined : JSON.stringify(parseDefault(constant)),
  }
}
