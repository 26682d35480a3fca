/** Where a bundle is kept: its key and tags, made once and remembered while they are asked for (SPEC.md, Keys and tags). */
import type { Asked } from '@mizan/cache'
import { cacheKey, tagsOfEntry } from '@mizan/protocol'
import type { EntryText } from '../pipeline/bundle-text.ts'
import type { Caller } from '../pipeline/caller-identity.ts'
import type { RegisteredContext } from '../registry/registry.ts'
import type { ContextPlan } from './context-plan.ts'
import { RecentMap } from './recent-map.ts'
import type { VaryTexts } from './vary-inputs.ts'

export interface BundlePlace extends Asked {
  readonly entry: EntryText
}

/** Whose entry it is, in a user-scoped context. */
export interface PlaceReader {
  readonly id: string
  readonly pkey: string
  /** Identity text of `own` tags. */
  readonly own: string
}

export interface PlaceParts {
  readonly context: RegisteredContext
  readonly plan: ContextPlan
  readonly entry: EntryText
  /** Absent in a public context. */
  readonly reader: PlaceReader | undefined
  /** Absent where the context has no vary inputs. */
  readonly vary: VaryTexts | undefined
}

/** Undefined for an anonymous caller, who has no entries in a user-scoped context. */
export function readerOf({ id, pkey, keys }: Caller): PlaceReader | undefined {
  return id === undefined || pkey === undefined ? undefined : { id, pkey, own: keys.own }
}

const REMEMBERED_PLACES = 2000
/** With its tags a remembered place is some 40 times as long. */
const LONGEST_NAME = 512

export type ToPlace = (parts: PlaceParts) => BundlePlace

export function createBundlePlaces(secret: string): ToPlace {
  const places = new RecentMap<BundlePlace>(REMEMBERED_PLACES)
  return (parts) => {
    const name = toName(parts)
    const known = name === undefined ? undefined : places.get(name)
    if (known !== undefined) return known
    const place = makePlace(parts, secret)
    if (name !== undefined) places.set(name, place)
    return place
  }
}

/** Unambiguous: neither the entry's text nor JSON holds a line break, and the user's id, which may, comes last. Undefined when it is too long to be remembered. */
function toName({ entry, reader, vary }: PlaceParts): string | undefined {
  if (entry.header === undefined || entry.header.length > LONGEST_NAME) return undefined
  if (reader === undefined && vary === undefined) return entry.header
  const inputs = vary === undefined ? '' : JSON.stringify(vary)
  const name = `${entry.header}\n${inputs}\n${reader?.pkey ?? ''}\n${reader?.id ?? ''}`
  return name.length > 2 * LONGEST_NAME ? undefined : name
}

function makePlace({ context, plan, entry, reader, vary }: PlaceParts, secret: string): BundlePlace {
  const { name, fingerprint, params } = context
  const key = cacheKey({
    secret,
    context: name,
    params: entry.params,
    rev: plan.revs,
    ...(reader !== undefined && { user: reader.id }),
    ...(vary !== undefined && { vary }),
  })
  const tagged = { context: name, params: entry.params, ...(reader !== undefined && { own: reader.own }) }
  return {
    context: name,
    key: key.slice(key.lastIndexOf(':') + 1),
    tags: tagsOfEntry(
      params.map((param) => param.name),
      tagged,
    ),
    fingerprint,
    ...(reader !== undefined && { pkey: reader.pkey }),
    ttlMs: plan.ttlMs,
    entry,
  }
}
