/** The request of a read: GET with sorted keys, POST where the URL would be too long (SPEC.md, Context fetch). */
import { HEADER_IF_NONE_MATCH, type JsonValue, MAX_URL_BYTES } from '@mizan/protocol'
import { type Fill, pathOf } from '../store/entry.ts'
import type { Outgoing } from '../transport/send.ts'

export interface ReadRequest extends Outgoing {
  /** Wire values that a 304 confirms. */
  readonly held?: ReadonlyMap<string, JsonValue | undefined>
}

export function readRequest({ ask, entry, isRefetch, slots }: Fill): ReadRequest {
  const { etag, group, kernel } = entry
  const { source } = group
  const isWhole = slots.length === entry.slots.length
  const chosen = isWhole && !source.only ? [] : slots.map(({ query }) => query.name)
  const path = isWhole ? ask.key : pathOf(source, ask.params, chosen)
  const cache = isRefetch ? 'no-cache' : 'default'
  if (kernel.baseUrl.length + path.length > MAX_URL_BYTES)
    return { path: pathOf(source, {}, chosen), cache, body: JSON.stringify(ask.params) }
  if (etag?.[1] !== path) return { path, cache }
  const held = new Map(slots.map(({ query, wire }) => [query.name, wire]))
  return { path, cache, headers: { [HEADER_IF_NONE_MATCH]: etag[0] }, held }
}
