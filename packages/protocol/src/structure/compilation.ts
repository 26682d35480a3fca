/** What the parts of the compiler of checks share: one type in, one check out. */
import type { TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import type { Check } from './walk.ts'

export interface Compilation {
  readonly types: NamedTypes
  readonly compile: (type: TypeExpression) => Check
}
