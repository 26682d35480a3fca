/** What must hold of every answer, whatever was asked (SPEC.md, HTTP-5…9, ERR-1). */
import { decodeInvalidateHeader, ERROR_STATUS } from '@mizan/protocol'
import type { HeaderPair } from '@mizan/server'

export interface Said {
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly text: string
}

/** Error codes beside the closed ones that the app declares. */
const DECLARED: Readonly<Record<string, number>> = { NAME_TAKEN: 409 }

/** A sentence about what is wrong. */
export function findFault({ status, headers, text }: Said, method: string): string | undefined {
  if (status >= 500) return 'a 5xx'
  for (const [name, value] of headers)
    if (!/^[\t\x20-\x7e]*$/.test(name + value)) return `the header ${name} could split the answer`
  const get = (name: string): string | undefined => headers.find(([one]) => one.toLowerCase() === name)?.[1]
  if (get('x-content-type-options') !== 'nosniff') return 'no nosniff'
  if (get('x-mizan-protocol') !== '1') return 'no X-Mizan-Protocol'
  if (!/^[A-Za-z0-9._-]{8,64}$/.test(get('x-request-id') ?? '')) return 'no X-Request-Id'
  const invalidate = get('x-mizan-invalidate')
  if (invalidate !== undefined && decodeInvalidateHeader(invalidate) === '*')
    return 'X-Mizan-Invalidate cannot be read'
  if (status >= 400 && get('cache-control') !== 'no-store') return 'an error that may be stored'
  if (method === 'HEAD' || status === 204 || status === 304)
    return text === '' ? undefined : 'a body that must not be'
  if (status >= 400) return findErrorFault(status, text)
  if (get('content-type') === 'application/x-ndjson') return findLinesFault(text)
  return get('content-type') === 'application/json' ? findJsonFault(text) : undefined
}

function findErrorFault(status: number, text: string): string | undefined {
  const { error } = JSON.parse(text) as { error: { code: string; message: unknown } }
  const expected = DECLARED[error.code] ?? ERROR_STATUS[error.code as keyof typeof ERROR_STATUS]
  if (expected !== status) return `${error.code} with status ${status}`
  return typeof error.message === 'string' ? undefined : 'an error without a message'
}

function findLinesFault(text: string): string | undefined {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.at(-1) !== '{"done":true}') return 'lines without an end'
  for (const line of lines) JSON.parse(line)
  return undefined
}

function findJsonFault(text: string): string | undefined {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? undefined : 'an answer that is no object'
}
