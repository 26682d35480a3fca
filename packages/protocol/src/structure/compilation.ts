/** What the parts of the compiler share: one type in, one check out. */
import type { TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import type { Check } from './walk.ts'

export interface Compilation {
  readonly types: NamedTypes
  /**
   * `in`: JSON from outside, every rule of the type, unknown members are problems. `out`: results of the app's own code,
   * natives become JSON, members that the type does not know are left out, bounds and formats are not looked at.
   */
  readonly direction: 'in' | 'out'
  /** Levels of objects and arrays that a value may have. */
  readonly maxDepth: number
  readonly compile: (type: TypeExpression) => Check
}
