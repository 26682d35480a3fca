/** `merge` and `refresh` of a mutation's answer; an item that is not of their shape is left out, and its slots are read instead. */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import type { Merge, Refresh } from '../invalidation/apply-answer.ts'
import { readTarget } from '../invalidation/seen-target.ts'
import { isJsonObject } from '../store/share-json.ts'

export function readMerges(body: JsonObject): Merge[] {
  const merges: Merge[] = []
  for (const item of listOf(body.merge)) {
    const target = readTarget(item)
    if (target?.function === undefined || !isJsonObject(item) || item.value === undefined) continue
    merges.push({ target, function: target.function, value: item.value })
  }
  return merges
}

export function readRefreshes(body: JsonObject): Refresh[] {
  const refreshes: Refresh[] = []
  for (const item of listOf(body.refresh)) {
    if (!isJsonObject(item)) continue
    const { context, params = {}, bundle, etag } = item
    if (typeof context !== 'string' || !isJsonObject(params) || !isJsonObject(bundle)) continue
    refreshes.push({ context, params, bundle, etag: typeof etag === 'string' ? etag : undefined })
  }
  return refreshes
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}
