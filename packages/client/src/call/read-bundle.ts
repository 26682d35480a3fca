/** The answer to a read, taken apart by function (SPEC.md, Context fetch and Failures). */
import { HEADER_ENTRY, HEADER_ETAG, HEADER_IDENTITY, type JsonValue } from '@mizan/protocol'
import { type Fill, slotOf } from '../store/entry.ts'
import type { Outcome } from '../store/slot.ts'
import { decodeError, readError } from '../transport/read-error.ts'
import type { Came } from '../transport/send.ts'
import { decodeEntry, type Pairs } from '../values/param-text.ts'
import { isJsonObject } from '../values/share-json.ts'

export interface Bundle {
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Why the whole read failed. */
  readonly error: unknown
  /** Canonical params of the entry, when the answer names them. */
  readonly pairs?: Pairs | undefined
  readonly etag?: string | null
  readonly isPublic: boolean
}

export function readBundle(
  came: Came,
  { entry, names }: Pick<Fill, 'entry' | 'names'>,
  held?: ReadonlyMap<string, JsonValue | undefined>,
): Bundle {
  const outcomes = new Map<string, Outcome>()
  const decodersOf = (name: string) => slotOf(entry, name)?.query.decodeDetails
  const isAnswer = !(came instanceof Error)
  const { _mizan_errors: errors, ...members } = isAnswer && isJsonObject(came.body) ? came.body : {}
  if (!isAnswer || (came.status !== 304 && (came.status !== 200 || !isJsonObject(came.body)))) {
    for (const name of names)
      outcomes.set(name, { error: isAnswer ? readError(came, decodersOf(name)) : came })
    const [first] = outcomes.values()
    return { outcomes, error: first?.error, isPublic: false }
  }
  const { headers, status } = came
  for (const name of names) {
    const wire = status === 304 ? held?.get(name) : ownMember(members, name)
    const error = wire === undefined && decodeError(ownMember(errors, name), {}, decodersOf(name))
    outcomes.set(name, { wire, error: error || undefined })
  }
  return {
    outcomes,
    error: undefined,
    pairs: decodeEntry(headers.get(HEADER_ENTRY) ?? members._mizan_entry, entry.group.source.name),
    etag: errors === undefined ? headers.get(HEADER_ETAG) : null,
    isPublic: headers.get(HEADER_IDENTITY) === null,
  }
}

function ownMember(object: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}
