/** `datetime` to and from JavaScript's `Date`, which knows milliseconds. */
import { normalizeDatetime } from './date-time.ts'

/**
 * The normal form of a moment.
 * @throws RangeError for an invalid date or a year outside 0001–9999.
 */
export function dateToDatetime(date: Date): string {
  const text = normalizeDatetime(date.toISOString())
  if (text === undefined) throw new RangeError('The year of the date is outside 0001–9999.')
  return text
}

/**
 * The moment of a normal form, cut to whole milliseconds.
 * @throws RangeError when the text is no datetime.
 */
export function datetimeToDate(text: string): Date {
  const date = new Date(text.replace(/(\.[0-9]{3})[0-9]+Z$/, '$1Z'))
  if (Number.isNaN(date.getTime())) throw new RangeError('The text is no datetime.')
  return date
}
