/** `bytes` as base64, padded (RFC 4648 §4), without the platform's own coders, which take more than one form. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The text itself when it is the one form of its bytes: padded, and with zeros in the bits that carry nothing. */
export function normalizeBytes(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const padding = paddingOf(text)
  if (padding === 0) return text
  const last = alphabet.indexOf(text.charAt(text.length - padding - 1))
  return last % (padding === 2 ? 16 : 4) === 0 ? text : undefined
}

/** Number of bytes that a normal form carries. */
export function bytesLength(text: string): number {
  return (text.length / 4) * 3 - paddingOf(text)
}

export function bytesToBase64(bytes: Uint8Array): string {
  const { length } = bytes
  let text = ''
  for (let at = 0; at < length; at += 3) {
    // Past the end there are zeros.
    const bits = (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2)
    text += char(bits >> 18) + char((bits >> 12) & 63)
    text += at + 1 < length ? char((bits >> 6) & 63) : '='
    text += at + 2 < length ? char(bits & 63) : '='
  }
  return text
}

/**
 * Bytes of a normal form.
 * @throws RangeError when the text is not one.
 */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  if (normalizeBytes(text) === undefined) throw new RangeError('The text is not padded base64.')
  const bytes = new Uint8Array(bytesLength(text))
  let bits = 0
  for (let at = 0, filled = 0; filled < bytes.length; at++) {
    bits = (bits << 6) | sextet(text.charCodeAt(at))
    // Of every four characters the last three complete a byte, with 4, 2 and 0 bits left over.
    if (at % 4 !== 0) bytes[filled++] = bits >> (6 - (at % 4) * 2)
  }
  return bytes
}

/** RFC 4648 §5, without padding: what stands in tokens. */
export function bytesToBase64Url(bytes: Uint8Array): string {
  return bytesToBase64(bytes).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')
}

/** Undefined when the text is not the one form of its bytes. */
export function base64UrlToBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  const padded = text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4)
  return normalizeBytes(padded) === undefined ? undefined : base64ToBytes(padded)
}

function paddingOf(text: string): number {
  return text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function char(index: number): string {
  return alphabet.charAt(index)
}

function sextet(unit: number): number {
  if (unit >= 97) return unit - 71
  if (unit >= 65) return unit - 65
  if (unit >= 48) return unit + 4
  return unit === 43 ? 62 : 63
}
