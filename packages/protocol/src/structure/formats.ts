/** The closed list of string formats (SPEC.md, Structure before libraries), each one small grammar over ASCII. */
import type { StringFormat } from '../ir/model.ts'

/** All five are decided in time linear in the text. */
export function isFormat(format: StringFormat, text: string): boolean {
  switch (format) {
    case 'email':
      return isEmail(text)
    case 'hostname':
      return isHostname(text)
    case 'ipv4':
      return isIpv4(text)
    case 'ipv6':
      return isIpv6(text)
    case 'uri':
      return isUri(text)
  }
}

/** What browsers take for `<input type=email>` (HTML, valid e-mail address), at most 254 characters. */
function isEmail(text: string): boolean {
  if (text.length > 254) return false
  const at = text.indexOf('@')
  return (
    at !== -1 && /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/.test(text.slice(0, at)) && isLabels(text.slice(at + 1))
  )
}

/** RFC 1123: labels joined by dots, at most 253 characters, no dot at the end. */
function isHostname(text: string): boolean {
  return text.length <= 253 && isLabels(text)
}

/** Of 1–63 letters, digits and inner hyphens each. */
function isLabels(text: string): boolean {
  return text.split('.').every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label))
}

/** Four numbers 0–255 without leading zeros. */
function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(text)
}

/** RFC 4291 §2.2, all three forms, without a zone. */
function isIpv6(text: string): boolean {
  if (text.length > 45) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.map((half, index) => countGroups(half, index === halves.length - 1))
  if (groups.includes(-1)) return false
  const total = groups.reduce((sum, count) => sum + count, 0)
  return halves.length === 2 ? total <= 7 : total === 8
}

/** Groups of 16 bits in a part without `::`; an IPv4 address at the very end is two; -1 when the part is none. */
function countGroups(part: string, isLast: boolean): number {
  if (part === '') return 0
  const groups = part.split(':')
  const tail = groups.at(-1) ?? ''
  const hasIpv4 = isLast && tail.includes('.')
  if (hasIpv4 && !isIpv4(tail)) return -1
  const hex = hasIpv4 ? groups.slice(0, -1) : groups
  return hex.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) ? hex.length + (hasIpv4 ? 2 : 0) : -1
}

/** RFC 3986 `URI`, coarsely: a scheme, a colon, then only characters of URIs, whole escapes, and at most one `#`. */
function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/.test(
    text,
  )
}
