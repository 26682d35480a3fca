/** The scalars that travel as texts of a fixed grammar, by kind. */
import { normalizeDate, normalizeDatetime, normalizeTime } from './date-time.ts'
import { normalizeDuration } from './duration.ts'
import { normalizeUuid } from './uuid.ts'

export type TextKind = 'uuid' | 'date' | 'time' | 'datetime' | 'duration'

/** Each gives the normal form, or undefined for a text that is no such thing. */
export const normalizeTextOf: Readonly<Record<TextKind, (text: string) => string | undefined>> = {
  uuid: normalizeUuid,
  date: normalizeDate,
  time: normalizeTime,
  datetime: normalizeDatetime,
  duration: normalizeDuration,
}
