/** The `errors` option → declared errors (SPEC.md, Errors). */
import { ERROR_STATUS } from '@mizan/protocol'
import { readSchema, type SchemaReader } from '../schema/read-schema.ts'
import type { Reading } from '../schema/reading.ts'
import type { FunctionReport } from './declaration-report.ts'
import type { ErrorDraft } from './function-draft.ts'

const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/
/** Of a function without a result, and of an error without details. */
export const NOTHING: Reading = { type: { kind: 'nothing' } }

export function readErrors(errors: unknown, reader: SchemaReader, report: FunctionReport): ErrorDraft[] {
  if (errors === undefined) return []
  if (typeof errors !== 'object' || errors === null || Array.isArray(errors)) {
    report.addAt('errors', 'must be a record of codes', 'Write errors: { NAME_TAKEN: { status: 409 } }.')
    return []
  }
  return Object.entries(errors).map(([code, declared]) => readError(code, declared, { reader, report }))
}

function readError(
  code: string,
  declared: unknown,
  tools: { reader: SchemaReader; report: FunctionReport },
): ErrorDraft {
  const { reader, report } = tools
  const path = `errors.${code}`
  const { status, details } = (declared ?? {}) as { status?: unknown; details?: unknown }
  if (!CODE.test(code) || code.length > 128) report.addAt(path, 'codes are UPPER_SNAKE: NAME_TAKEN')
  if (Object.hasOwn(ERROR_STATUS, code))
    report.addAt(
      path,
      `${code} is a code of the protocol`,
      'Choose a code of your own, or throw a CallError with this one: it needs no declaration.',
    )
  const isStatus = Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 499
  if (!isStatus) report.addAt(path, `the status must be 400 to 499, not ${String(status)}`)
  const reading =
    details === undefined
      ? NOTHING
      : readSchema(details, reader, {
          side: 'output',
          path: `${path}.details`,
          owner: report.owner,
          report: report.addAt,
        })
  return { code, status: isStatus ? (status as number) : 400, details: reading, schema: details }
}
