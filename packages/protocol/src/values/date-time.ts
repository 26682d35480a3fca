/** Normal forms of `date`, `time` and `datetime` (SPEC.md, Normal forms), by the proleptic Gregorian calendar, years 0001–9999. */
import { MAX_FRACTION_DIGITS } from '../generated/limits.ts'
import { trimFraction } from './decimal.ts'

/** `YYYY-MM-DD` of a day that exists. */
export function normalizeDate(text: string): string | undefined {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
  if (parts === null) return undefined
  return isDay(Number(parts[1]), Number(parts[2]), Number(parts[3])) ? text : undefined
}

/** `HH:MM:SS` with a fraction of up to six digits, without offset and without leap second. */
export function normalizeTime(text: string): string | undefined {
  const parts = /^([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?$/.exec(text)
  if (parts === null) return undefined
  const [, clock = '', digits = ''] = parts
  const fraction = normalizeFraction(digits)
  return isClock(clock) && fraction !== undefined ? clock + fraction : undefined
}

/** RFC 3339 with an offset, `T` and `Z` upper-case, brought to UTC and `Z`. */
export function normalizeDatetime(text: string): string | undefined {
  const parts = /^([0-9-]{10})T([0-9:]{8})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})$/.exec(text)
  if (parts === null) return undefined
  const [, date = '', clock = '', digits = '', offset = ''] = parts
  const fraction = normalizeFraction(digits)
  if (fraction === undefined || normalizeDate(date) === undefined || !isClock(clock)) return undefined
  const utc = offset === 'Z' ? `${date}T${clock}` : shift(date, clock, offset)
  return utc && `${utc}${fraction}Z`
}

/** Digits after the seconds to `.digits` or nothing; undefined when more than six are written, zeros too. */
export function normalizeFraction(digits: string): string | undefined {
  return digits.length <= MAX_FRACTION_DIGITS ? trimFraction(digits) : undefined
}

function isDay(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function isClock(clock: string): boolean {
  return /^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/.test(clock)
}

/** Local date and clock to UTC; undefined for an impossible offset or a year outside the calendar. */
function shift(date: string, clock: string, offset: string): string | undefined {
  const offsetClock = offset.slice(1)
  if (!isClock(`${offsetClock}:00`)) return undefined
  const minutes = toMinutes(clock) + (offset.startsWith('-') ? 1 : -1) * toMinutes(offsetClock)
  const day = addDays(date, Math.floor(minutes / 1440))
  const ofDay = (minutes + 1440) % 1440
  return day && `${day}T${pad(Math.floor(ofDay / 60), 2)}:${pad(ofDay % 60, 2)}:${clock.slice(6)}`
}

function toMinutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

/** The day before (-1), the same (0) or the next (1). */
function addDays(date: string, days: number): string | undefined {
  let year = Number(date.slice(0, 4))
  let month = Number(date.slice(5, 7))
  let day = Number(date.slice(8, 10)) + days
  if (day < 1) {
    month--
    if (month < 1) {
      month = 12
      year--
    }
    day = daysInMonth(year, month)
  } else if (day > daysInMonth(year, month)) {
    day = 1
    month++
    if (month > 12) {
      month = 1
      year++
    }
  }
  return year < 1 || year > 9999 ? undefined : `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
