/** Writer of `json`: any JSON value. */
import { Misfit, placeMisfit } from './misfit.ts'
import { isPlain, type Members } from './plain-object.ts'
import { quote } from './quote.ts'
import { writeMembers } from './write-collection.ts'
import { MAX_RESULT_DEPTH, RESULT_TOO_DEEP, type Write } from './writing.ts'

export const writeJson: Write = (value, depth) => {
  switch (typeof value) {
    case 'boolean':
      return String(value)
    case 'string':
      return quote(value)
    case 'number':
      if (!Number.isFinite(value)) throw new Misfit('must be a finite number')
      return String(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? writeItems(value, depth) : writeObject(value, depth)
    default:
      throw new Misfit(`must be JSON, which has no ${typeof value}`)
  }
}

/** A hole is null, as `JSON.stringify` has it. */
function writeItems(items: readonly unknown[], depth: number): string {
  if (depth >= MAX_RESULT_DEPTH) throw new Misfit(RESULT_TOO_DEEP)
  let text = ''
  for (let at = 0; at < items.length; at++) {
    try {
      text += `${at === 0 ? '' : ','}${at in items ? writeJson(items[at], depth + 1) : 'null'}`
    } catch (error) {
      throw placeMisfit(error, at)
    }
  }
  return `[${text}]`
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) throw new Misfit('must be JSON: a plain object, not an instance of a class')
  return writeMembers(value as Members, depth, writeJson)
}
