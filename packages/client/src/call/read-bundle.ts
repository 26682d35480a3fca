/** The answer to a read, taken apart by function (SPEC.md, Context fetch and Failures). */
import { HEADER_ENTRY, HEADER_ETAG, HEADER_IDENTITY, type JsonValue } from '@mizan/protocol'
import type { Fill } from '../store/entry.ts'
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
  { entry, slots }: Pick<Fill, 'entry' | 'slots'>,
  held?: ReadonlyMap<string, JsonValue | undefined>,
): Bundle {
  const answer = came instanceof Error ? undefined : came
  const members = isJsonObject(answer?.body) ? answer.body : {}
  const isConfirmed = answer?.status === 304
  const isBundle = isConfirmed || (answer?.status === 200 && members === answer.body)
  const outcomes = new Map<string, Outcome>()
  for (const { query } of slots) {
    const { decodeDetails: decoders, name } = query
    const wire = isConfirmed ? held?.get(name) : isBundle ? ownMember(members, name) : undefined
    outcomes.set(
      name,
      wire === undefined
        ? {
            error: isBundle
              ? decodeError(ownMember(members._mizan_errors, name), {}, decoders)
              : answer
                ? readError(answer, decoders)
                : came,
          }
        : { wire },
    )
  }
  if (!isBundle || !answer) return { outcomes, error: [...outcomes.values()][0]?.error, isPublic: false }
  const { headers } = answer
  return {
    outcomes,
    error: undefined,
    pairs: decodeEntry(headers.get(HEADER_ENTRY) ?? members._mizan_entry, entry.group.source.name),
    etag: headers.get(HEADER_ETAG),
    isPublic: headers.get(HEADER_IDENTITY) === null,
  }
}

function ownMember(object: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}
