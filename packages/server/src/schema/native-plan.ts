/** Where native values stand beside the wire: a handler under `z.date()` gets a Date where the wire has a text. */
import type { NamedType, TypeExpression } from '@mizan/protocol'

export type NativeKind = 'Date' | 'bigint' | 'Uint8Array' | 'Set'

/** The places of a type that hold natives; a type without any has no plan. */
export type NativePlan =
  | { readonly kind: 'leaf'; readonly native: Exclude<NativeKind, 'Set'> }
  | { readonly kind: 'set'; readonly item: NativePlan | undefined }
  | { readonly kind: 'list'; readonly item: NativePlan }
  | { readonly kind: 'map'; readonly value: NativePlan }
  | { readonly kind: 'struct'; readonly members: ReadonlyMap<string, NativePlan> }
  | { readonly kind: 'tuple'; readonly items: readonly (NativePlan | undefined)[] }
  | { readonly kind: 'union'; readonly members: readonly UnionMember[] }
  | { readonly kind: 'ref'; readonly key: string }

export interface UnionMember {
  readonly type: TypeExpression
  readonly plan: NativePlan | undefined
}

export interface NativeTypes {
  readonly types: ReadonlyMap<string, NamedType>
  /** Plans of the named types, by the key of their schema. */
  readonly plans: ReadonlyMap<string, NativePlan>
}

/** True when a native can stand anywhere below, through names too. */
export function holdsNatives(
  plan: NativePlan | undefined,
  plans: ReadonlyMap<string, NativePlan>,
  seen: Set<string> = new Set(),
): boolean {
  if (plan === undefined) return false
  switch (plan.kind) {
    case 'leaf':
    case 'set':
      return true
    case 'list':
      return holdsNatives(plan.item, plans, seen)
    case 'map':
      return holdsNatives(plan.value, plans, seen)
    case 'struct':
      return [...plan.members.values()].some((member) => holdsNatives(member, plans, seen))
    case 'tuple':
      return plan.items.some((item) => holdsNatives(item, plans, seen))
    case 'union':
      return plan.members.some((member) => holdsNatives(member.plan, plans, seen))
    case 'ref':
      if (seen.has(plan.key)) return false
      return holdsNatives(plans.get(plan.key), plans, seen.add(plan.key))
  }
}

/** Sets become arrays all the way down; every other native is the encoder's business. */
export function spreadSets(value: unknown): unknown {
  if (value instanceof Set) return [...value].map(spreadSets)
  if (Array.isArray(value)) return value.map(spreadSets)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, spreadSets(member)]))
}
