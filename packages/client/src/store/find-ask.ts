/** From what an app asks for to the ask that stands for it, among those in use and those that came with a server's render. */
import type { JsonObject } from '@mizan/protocol'
import type { AnyQuery } from '../descriptor.ts'
import type { Kernel } from '../kernel.ts'
import { type Ask, addAsk, askKey, type Source } from './entry.ts'

export function sourceOf(query: AnyQuery): Source {
  const { context, follow, name, params, schema } = query
  return { name: context, params, schema, follow, only: name, queries: { [name]: query } }
}

/** Null and undefined are left out: to a server both are absent. */
export function encodeParams<Params>(
  { encodeParams: encode }: { readonly encodeParams?: (params: Params) => JsonObject },
  params: Params,
): JsonObject {
  const wire = encode ? encode(params) : (params as JsonObject)
  const given = Object.entries(wire).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(given)
}

export function findAsk(kernel: Kernel, source: Source, key: string): Ask | undefined {
  if (!kernel.asks.has(key)) kernel.hydrate?.(source, key)
  return kernel.asks.get(key)
}

export function readyAsk(kernel: Kernel, source: Source, params: JsonObject): Ask {
  return findAsk(kernel, source, askKey(source, params)) ?? addAsk(kernel, source, params)
}
