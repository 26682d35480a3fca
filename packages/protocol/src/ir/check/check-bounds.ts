/** Numbers inside types: counts that are counts, and ranges that hold something. */
import { isName } from '../../values/name.ts'
import type { TypeExpression } from '../model.ts'

export function checkBounds(type: TypeExpression, report: (problem: string) => void): void {
  switch (type.kind) {
    case 'string':
      return checkCounts('length', [type.minLength, type.maxLength], report)
    case 'list':
      return checkCounts('number of items', [type.minItems, type.maxItems], report)
    case 'bytes':
      return checkCounts('length', [undefined, type.maxLength], report)
    case 'file':
      return checkCounts('size', [undefined, type.maxSize], report)
    case 'integer':
    case 'number':
    case 'bigint':
    case 'decimal':
      if (type.min !== undefined && type.max !== undefined && type.min > type.max) {
        report(`a number cannot be at least ${type.min} and at most ${type.max}`)
      }
      return
    case 'literal':
      if (typeof type.value === 'number' && !Number.isSafeInteger(type.value)) {
        report(`the literal ${type.value} is no integer within ±(2^53−1)`)
      }
      return
    case 'union':
      if (type.discriminator !== undefined && !isName(type.discriminator)) {
        report(`the discriminator "${type.discriminator}" is no name`)
      }
      return
    default:
      return
  }
}

function checkCounts(
  what: string,
  [min, max]: readonly [number | undefined, number | undefined],
  report: (problem: string) => void,
): void {
  for (const count of [min, max]) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0))
      report(`the ${what} ${count} is no count`)
  }
  if (min !== undefined && max !== undefined && min > max) {
    report(`the ${what} cannot be at least ${min} and at most ${max}`)
  }
}
