/** Writers of `list`, `tuple` and `map`. */
import type { ListType, MapType, TupleType } from '../ir/model.ts'
import { Misfit, placeMisfit } from './misfit.ts'
import { isObject, isPlain } from './plain-object.ts'
import { quote } from './quote.ts'
import { MAX_RESULT_DEPTH, RESULT_TOO_DEEP, type Write, type Writing } from './writing.ts'

export function compileListWriter(type: ListType, { compile }: Writing): Write {
  const write = compile(type.item)
  return (value, depth) => {
    if (!Array.isArray(value)) throw new Misfit('must be a list')
    if (depth >= MAX_RESULT_DEPTH) throw new Misfit(RESULT_TOO_DEEP)
    let text = '['
    let at = 0
    try {
      for (; at < value.length; at++) {
        if (at > 0) text += ','
        text += write(value[at], depth + 1)
      }
    } catch (error) {
      throw placeMisfit(error, at)
    }
    return `${text}]`
  }
}

export function compileTupleWriter(type: TupleType, { compile }: Writing): Write {
  const writers = type.items.map(compile)
  return (value, depth) => {
    if (!Array.isArray(value) || value.length !== writers.length)
      throw new Misfit(`must be a list of ${writers.length} items`)
    if (depth >= MAX_RESULT_DEPTH) throw new Misfit(RESULT_TOO_DEEP)
    const texts = writers.map((write, at) => {
      try {
        return write(value[at], depth + 1)
      } catch (error) {
        throw placeMisfit(error, at)
      }
    })
    return `[${texts.join(',')}]`
  }
}

export function compileMapWriter(type: MapType, { compile }: Writing): Write {
  const write = compile(type.value)
  return (value, depth) => {
    if (!isObject(value) || !isPlain(value)) throw new Misfit('must be a plain object')
    return writeMembers(value, depth, write)
  }
}

/** Members that are undefined are absent; `__proto__` is a name like any other. */
export function writeMembers(value: Readonly<Record<string, unknown>>, depth: number, write: Write): string {
  if (depth >= MAX_RESULT_DEPTH) throw new Misfit(RESULT_TOO_DEEP)
  let text = ''
  for (const name of Object.keys(value)) {
    const member = value[name]
    if (member === undefined) continue
    if (!name.isWellFormed()) throw new Misfit('must have names without lone surrogates')
    try {
      text += `${text === '' ? '' : ','}${quote(name)}:${write(member, depth + 1)}`
    } catch (error) {
      throw placeMisfit(error, name)
    }
  }
  return `{${text}}`
}
