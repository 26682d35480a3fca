/** RFC 6901 JSON Pointers. */

/** In UTF-16 units. Names in the input can be long, and stand in the pointer of every problem below them. */
const maxPointerLength = 1024

/** `['a/b', 0]` to `/a~1b/0`; the whole value is the empty text. */
export function encodePointer(path: readonly (string | number)[]): string {
  let pointer = ''
  for (const token of path) pointer += `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`
  return pointer
}

/** The same for a place that was put together from the inside outwards, without what passes the limit. */
export function encodePlace(place: readonly (string | number)[]): string {
  const path: (string | number)[] = []
  let length = 0
  for (const token of place.toReversed()) {
    length += 1 + String(token).length
    if (length > maxPointerLength) break
    path.push(token)
  }
  return encodePointer(path)
}
