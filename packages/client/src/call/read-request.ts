/** The request of a read: GET with sorted keys, POST where the URL would be too long (SPEC.md, Context fetch). */
import { HEADER_IF_NONE_MATCH, type JsonValue, MAX_URL_BYTES } from '@mizan/protocol'
import type { ParamKinds } from '../descriptor.ts'
import { type Fill, pathOf } from '../store/entry.ts'
import type { Outgoing } from '../transport/send.ts'
import { queryOf } from '../values/param-text.ts'

export interface ReadRequest extends Outgoing {
  /** Wire values that a 304 confirms. */
  readonly held?: ReadonlyMap<string, JsonValue | undefined>
}

export function readRequest(fill: Fill): ReadRequest {
  const { ask, entry, isRefetch, names } = fill
  const { etag, group, kernel, slots } = entry
  const isWhole = names.length === slots.size
  const isSlice = !isWhole || group.source.only !== undefined
  const path = isWhole ? ask.key : pathOf(group.source.name, queryOf(...slice(fill)))
  const cache = isRefetch ? 'no-cache' : 'default'
  if (kernel.baseUrl.length + path.length > MAX_URL_BYTES) {
    const chosen = isSlice ? queryOf({ _mizan_fn: names }, FUNCTIONS) : ''
    return { path: pathOf(group.source.name, chosen), cache, body: JSON.stringify(declared(fill)) }
  }
  if (!isWhole || etag?.[1] !== path) return { path, cache }
  const held = new Map([...slots].map(([name, slot]) => [name, slot.wire]))
  return { path, cache, headers: { [HEADER_IF_NONE_MATCH]: etag[0] }, held }
}

const FUNCTIONS: ParamKinds = { _mizan_fn: 'list' }

/** `names` of the entry, with the params that they declare. */
function slice(fill: Fill): Parameters<typeof queryOf> {
  const kinds = fill.names.map((name) => fill.entry.slots.get(name)?.query.params)
  return [
    { ...fill.ask.params, _mizan_fn: [...fill.names].sort() },
    Object.assign({ ...FUNCTIONS }, ...kinds),
  ]
}

function declared({ ask, entry }: Fill): object {
  const { params } = entry.group.source
  return Object.fromEntries(Object.entries(ask.params).filter(([name]) => Object.hasOwn(params, name)))
}
