/** Outcome of checking a value against the IR (SPEC.md, Structure before libraries). */
import type { JsonValue } from '../json/json-value.ts'

/** RFC 6901 pointers to what is wrong there: `details.fields` of VALIDATION_FAILED. */
export type FieldProblems = Record<string, string[]>

export type CheckResult =
  | {
      readonly ok: true
      /** In normal form, defaults filled in; the very value that came in where nothing had to change. */
      readonly value: JsonValue
    }
  | { readonly ok: false; readonly fields: FieldProblems }
