/** `merge` and `refresh` of a mutation's answer; an item that is not of their shape is left out, and its slots are read instead (SPEC.md, Merge, Refresh). */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import { type Effects, type Placing, placeValue } from '../invalidation/apply-effects.ts'
import { matchEntries } from '../invalidation/match-entries.ts'
import { readTarget, type SeenTarget } from '../invalidation/seen-target.ts'
import type { Ask } from '../store/entry.ts'
import { canonicalJson } from '../values/param-text.ts'
import { isJsonObject } from '../values/share-json.ts'

/** `mounted` is what the mutation named as shown, to find refreshed entries again. */
export function bringAnswer(body: JsonObject, mounted: readonly Ask[]): Effects['bring'] {
  return (placing) => {
    const merged = listOf(body.merge).flatMap((item) => merge(item, placing))
    for (const item of listOf(body.refresh)) refresh(item, mounted, placing)
    return merged
  }
}

function merge(item: JsonObject, placing: Placing): SeenTarget[] {
  const target = readTarget(item)
  const { value: wire } = item
  if (target?.function === undefined || wire === undefined) return []
  for (const entry of matchEntries(placing.kernel, target)) {
    if (placeValue(placing, { entry, name: target.function, wire }, 'merged')) entry.etag = undefined
  }
  return [target]
}

function refresh(
  { bundle, context, etag, params = {} }: JsonObject,
  mounted: readonly Ask[],
  placing: Placing,
): void {
  if (!isJsonObject(bundle)) return
  const asked = canonicalJson(params)
  for (const ask of mounted) {
    const { entry } = ask
    // An entry that no read has filed yet may turn out to be another one, with newer values: its read under way decides.
    if (!entry.isFiled || entry.group.source.name !== context || canonicalJson(ask.params) !== asked) continue
    let isWhole = true
    for (const name of entry.slots.keys()) {
      const wire = Object.hasOwn(bundle, name) ? bundle[name] : undefined
      isWhole = wire !== undefined && placeValue(placing, { entry, name, wire }, 'refreshed') && isWhole
    }
    entry.etag = isWhole && typeof etag === 'string' ? [etag, ask.key] : undefined
    if (isWhole) entry.readAtMs = entry.kernel.environment.now()
  }
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
