/** Wire → native: brings a checked value into the form that the schema library expects. */
import { base64ToBytes, compileChecker, datetimeToDate, normalizeType } from '@mizan/protocol'
import { holdsNatives, type NativePlan, type NativeTypes, type UnionMember } from './native-plan.ts'

/** Takes normal forms only: the structure was checked before. */
export type NativeDecoder = (value: unknown) => unknown

/** Undefined when there is nothing to decode. */
export function compileNativeDecoder(
  plan: NativePlan | undefined,
  natives: NativeTypes,
): NativeDecoder | undefined {
  if (plan === undefined || !holdsNatives(plan, natives.plans)) return undefined
  return compile(plan, { natives, named: new Map() })
}

interface Compilation {
  readonly natives: NativeTypes
  /** By the key of the type, so that recursion ends. */
  readonly named: Map<string, NativeDecoder>
}

function compile(plan: NativePlan | undefined, compilation: Compilation): NativeDecoder {
  if (plan === undefined || !holdsNatives(plan, compilation.natives.plans)) return keep
  switch (plan.kind) {
    case 'leaf':
      return passNull(LEAVES[plan.native])
    case 'set':
      return compileItems(compile(plan.item, compilation), (items) => new Set(items))
    case 'list':
      return compileItems(compile(plan.item, compilation), (items) => items)
    case 'tuple': {
      const items = plan.items.map((item) => compile(item, compilation))
      return passNull((value) =>
        (value as readonly unknown[]).map((item, index) => (items[index] ?? keep)(item)),
      )
    }
    case 'map': {
      const member = compile(plan.value, compilation)
      return compileMembers(() => member)
    }
    case 'struct': {
      const members = new Map([...plan.members].map(([name, member]) => [name, compile(member, compilation)]))
      return compileMembers((name) => members.get(name) ?? keep)
    }
    case 'union':
      return compileUnion(plan.members, compilation)
    case 'ref':
      return compileReference(plan.key, compilation)
  }
}

const LEAVES: Readonly<Record<'Date' | 'bigint' | 'Uint8Array', NativeDecoder>> = {
  Date: (value) => datetimeToDate(value as string),
  bigint: (value) => BigInt(value as string),
  Uint8Array: (value) => base64ToBytes(value as string),
}

function keep(value: unknown): unknown {
  return value
}

/** Null stands wherever the type allows it and needs no decoding. */
function passNull(decode: NativeDecoder): NativeDecoder {
  return (value) => (value === null ? null : decode(value))
}

function compileItems(item: NativeDecoder, collect: (items: unknown[]) => unknown): NativeDecoder {
  return passNull((value) => collect((value as readonly unknown[]).map(item)))
}

/** `fromEntries` makes own members of names like `__proto__`, which assignment would not. */
function compileMembers(decoderOf: (name: string) => NativeDecoder): NativeDecoder {
  return passNull((value) =>
    Object.fromEntries(
      Object.entries(value as object).map(([name, member]) => [name, decoderOf(name)(member)]),
    ),
  )
}

/** The first member whose structure fits: members are disjoint, so it is the only one. */
function compileUnion(members: readonly UnionMember[], compilation: Compilation): NativeDecoder {
  const { types } = compilation.natives
  const choices = members.map((member) => ({
    check: compileChecker(normalizeType(member.type, types), types),
    decode: compile(member.plan, compilation),
  }))
  return passNull((value) => {
    const choice = choices.find((each) => each.check(value).ok)
    return choice === undefined ? value : choice.decode(value)
  })
}

function compileReference(key: string, compilation: Compilation): NativeDecoder {
  const known = compilation.named.get(key)
  if (known !== undefined) return known
  let decode: NativeDecoder = keep
  const late: NativeDecoder = (value) => decode(value)
  compilation.named.set(key, late)
  decode = compile(compilation.natives.plans.get(key), compilation)
  return late
}
