/** Normal form of `duration` (SPEC.md, Normal forms): ISO 8601 in days, hours, minutes and seconds. */
import { normalizeFraction } from './date-time.ts'

/** What Python's `timedelta` holds; seconds of it are far inside 2^53. */
const maxDays = 999_999_999

/**
 * `P1DT2H3M4.5S` without zero parts, hours under 24, minutes and seconds under 60, `PT0S` for none; a leading `-` negates the
 * whole. Parts of any size are carried over (`PT90M` is `PT1H30M`). Years, months and weeks are refused.
 */
export function normalizeDuration(text: string): string | undefined {
  const parts =
    /^(-?)P(?:([0-9]{1,15})D)?(?:T(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15})(?:\.([0-9]+))?S)?)?$/.exec(
      text,
    )
  if (parts === null || text.endsWith('P') || text.endsWith('T')) return undefined
  const [, sign = '', days = 0, hours = 0, minutes = 0, seconds = 0, digits = ''] = parts
  const fraction = normalizeFraction(digits)
  const total = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  if (fraction === undefined || total >= (maxDays + 1) * 86_400) return undefined
  const body = print(total, fraction)
  return body === 'PT0S' ? body : sign + body
}

function print(total: number, fraction: string): string {
  const seconds = `${total % 60}${fraction}`
  const time =
    part(Math.floor(total / 3600) % 24, 'H') +
    part(Math.floor(total / 60) % 60, 'M') +
    (seconds === '0' ? '' : `${seconds}S`)
  const text = `P${part(Math.floor(total / 86_400), 'D')}${time && `T${time}`}`
  return text === 'P' ? 'PT0S' : text
}

function part(value: number, unit: string): string {
  return value === 0 ? '' : `${value}${unit}`
}
