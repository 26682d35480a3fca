/** RFC 6901 JSON Pointers. */

/** `['a/b', 0]` to `/a~1b/0`; the whole value is the empty text. */
export function encodePointer(path: readonly (string | number)[]): string {
  let pointer = ''
  for (const token of path) pointer += `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`
  return pointer
}
