/** Comparison of secrets that takes as long for a near miss as for a far one. */

/** Equal texts. How long it takes depends on the lengths alone, which are no secret. */
export function isSameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at % (b.length || 1))
  return difference === 0
}
