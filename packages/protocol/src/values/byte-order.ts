/** The order of UTF-8 bytes, over JavaScript's UTF-16 strings: what the protocol means by "byte order". */

/** Negative when `a` comes first. Differs from `<` only where surrogates meet U+E000–U+FFFF. */
export function compareByteOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return (unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit
}
