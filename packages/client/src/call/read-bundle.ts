/** The answer to a read, taken apart by function (SPEC.md, Context fetch and Failures). */
import {
  decodeEntryHeader,
  HEADER_ENTRY,
  HEADER_ETAG,
  HEADER_IDENTITY,
  type JsonValue,
} from '@mizan/protocol'
import type { Entry } from '../store/entry.ts'
import { isJsonObject } from '../store/share-json.ts'
import type { Outcome } from '../store/slot.ts'
import { type Answer, decodeError, protocolError, readError } from '../transport/send.ts'

export interface BundleAnswer {
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Why the whole read failed. */
  readonly error: unknown
  /** Canonical params of the entry, when the answer names them. */
  readonly params: Readonly<Record<string, string>> | undefined
  readonly etag: string | undefined
  readonly isPublic: boolean
}

interface Expected {
  readonly functions: ReadonlySet<string>
  /** Wire values at the time of the request, which a 304 confirms. */
  readonly held: ReadonlyMap<string, JsonValue | undefined>
}

export function readBundle(
  answer: Answer | { readonly error: unknown },
  entry: Entry,
  expected: Expected,
): BundleAnswer {
  if ('error' in answer) return failure(answer.error, expected, true)
  const { status, body, headers } = answer
  const isPassing = status >= 500 || status === 429
  if (status >= 400) return refusal(answer, entry, { ...expected, keepsData: isPassing })
  const isConfirmed = status === 304
  if (!isConfirmed && (status !== 200 || !isJsonObject(body)))
    return failure(protocolError(status), expected, true)
  const members = isJsonObject(body) ? body : {}
  const errors = isJsonObject(members._mizan_errors) ? members._mizan_errors : {}
  const outcomes = new Map<string, Outcome>()
  for (const name of expected.functions) {
    const wire = isConfirmed ? expected.held.get(name) : ownMember(members, name)
    if (wire !== undefined) outcomes.set(name, { wire })
    else outcomes.set(name, { error: sliceError(entry, name, ownMember(errors, name)), keepsData: false })
  }
  const hasErrors = Object.keys(errors).length > 0
  return {
    outcomes,
    error: undefined,
    params: readEntryParams(headers, members, entry),
    etag: hasErrors ? undefined : (headers.get(HEADER_ETAG) ?? undefined),
    isPublic: headers.get(HEADER_IDENTITY) === null,
  }
}

function refusal(answer: Answer, entry: Entry, expected: Expected & { keepsData: boolean }): BundleAnswer {
  const outcomes = new Map<string, Outcome>()
  for (const name of expected.functions) {
    const error = readError(answer, entry.slots.get(name)?.query.decodeDetails)
    outcomes.set(name, { error, keepsData: expected.keepsData })
  }
  const [first] = outcomes.values()
  return {
    ...failure(first !== undefined && 'error' in first ? first.error : undefined, expected, true),
    outcomes,
  }
}

function failure(error: unknown, expected: Expected, keepsData: boolean): BundleAnswer {
  const outcomes = new Map([...expected.functions].map((name) => [name, { error, keepsData }] as const))
  return { outcomes, error, params: undefined, etag: undefined, isPublic: false }
}

function sliceError(entry: Entry, name: string, error: unknown): unknown {
  return decodeError({ error }, {}, entry.slots.get(name)?.query.decodeDetails)
}

function readEntryParams(
  headers: Headers,
  body: Record<string, unknown>,
  entry: Entry,
): BundleAnswer['params'] {
  const text = headers.get(HEADER_ENTRY) ?? body._mizan_entry
  const named = typeof text === 'string' ? decodeEntryHeader(text) : undefined
  return named?.context === entry.source.context ? named.params : undefined
}

function ownMember(object: Readonly<Record<string, JsonValue>>, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
