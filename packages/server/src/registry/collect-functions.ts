/** Finds the declared functions of an app: exports of modules, methods of instances (also inherited ones). */
import { compareByteOrder, isName } from '@mizan/protocol'
import { type Declaration, declarationOf } from '../declare/declaration.ts'
import type { Call } from '../pipeline/call.ts'
import type { DeclarationReport } from './declaration-report.ts'

export interface CollectedFunction {
  /** On the wire. */
  readonly name: string
  readonly declaration: Declaration
  /** `file:line`, or the name where the engine gave none. */
  readonly place: string
  /** The function that carries the declaration: what `affects` refers to. */
  readonly source: object
  invoke(args: unknown, call: Call): unknown
}

export interface DeclarationSources {
  /** Module namespaces (`import * as users`). */
  readonly modules: readonly object[]
  /** Objects with `@client` methods. */
  readonly instances: readonly object[]
}

/** Sorted by name in byte order; mistakes about names are reported. */
export function collectFunctions(
  sources: DeclarationSources,
  report: DeclarationReport,
): readonly CollectedFunction[] {
  const found = [...sources.modules.flatMap(collectExports), ...sources.instances.flatMap(collectMethods)]
  const byName = new Map<string, CollectedFunction>()
  const bySource = new Map<object, string>()
  for (const each of found) {
    const other = byName.get(each.name)
    const otherName = bySource.get(each.source)
    if (other?.source === each.source && !each.declaration.isMethod) continue
    if (other !== undefined) reportTwins(each, other, report)
    else if (otherName !== undefined && !each.declaration.isMethod) reportAliases(each, otherName, report)
    else if (isNamed(each, report)) byName.set(each.name, each)
    bySource.set(each.source, each.name)
  }
  return [...byName.values()].toSorted((a, b) => compareByteOrder(a.name, b.name))
}

function collectExports(module: object): CollectedFunction[] {
  return Object.entries(module).flatMap(([key, value]) => {
    const declaration = declarationOf(value)
    if (declaration === undefined || declaration.isMethod) return []
    return [toCollected(key, { declaration, source: value as object, self: undefined })]
  })
}

/** Of a name that several classes of the chain declare, the nearest decides: an override without `@client` is not offered. */
export function collectMethods(instance: object): CollectedFunction[] {
  const seen = new Set<string>()
  const found: CollectedFunction[] = []
  for (
    let owner: object | null = instance;
    isUserCode(owner);
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (seen.has(key)) continue
      seen.add(key)
      const declaration = declarationOf(value)
      if (declaration !== undefined)
        found.push(toCollected(key, { declaration, source: value as object, self: instance }))
    }
  }
  return found
}

function isUserCode(owner: object | null): owner is object {
  return owner !== null && owner !== Object.prototype && owner !== Function.prototype
}

function toCollected(
  key: string,
  found: { declaration: Declaration; source: object; self: object | undefined },
): CollectedFunction {
  const { declaration, source, self } = found
  const handler = declaration.handler as (args: unknown, call: Call) => unknown
  const given: unknown = declaration.options?.name
  const name = typeof given === 'string' ? given : key
  return {
    name,
    declaration,
    place: declaration.place ?? name,
    source,
    invoke: self === undefined ? handler : (args, call) => handler.call(self, args, call),
  }
}

function isNamed(each: CollectedFunction, report: DeclarationReport): boolean {
  if (each.name === 'default') {
    report.add(
      each.place,
      'a default export has no name for clients',
      "Give it one: client({ name: 'task_list', … }, …).",
    )
    return false
  }
  if (isName(each.name)) return true
  report.add(
    each.place,
    `"${each.name}" is no name for a function`,
    'Names are a letter, then letters, digits and underscores, at most 128.',
  )
  return false
}

function reportTwins(each: CollectedFunction, other: CollectedFunction, report: DeclarationReport): void {
  report.add(
    each.place,
    `a function "${each.name}" is declared twice, here and at ${other.place}`,
    'Rename one, or give it another `name`.',
  )
}

function reportAliases(each: CollectedFunction, otherName: string, report: DeclarationReport): void {
  report.add(
    each.place,
    `the same function is exported as "${otherName}" and as "${each.name}"`,
    'Export it once, or say which `name` it has.',
  )
}
