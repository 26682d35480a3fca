/** From a declared function, as application code holds it, to its name on the wire. */
import { declarationOf } from '../declare/declaration.ts'

export type DeclaredNames = ReadonlyMap<unknown, string>

/** Exports of modules and methods of instances; the names are the registry's rule: `options.name`, else the key. */
export function collectNames(modules: readonly object[], instances: readonly object[]): DeclaredNames {
  const names = new Map<unknown, string>()
  const add = (key: string, value: unknown): void => {
    const declaration = declarationOf(value)
    if (declaration !== undefined) names.set(value, declaration.options.name ?? key)
  }
  for (const module of modules) for (const [key, value] of Object.entries(module)) add(key, value)
  for (const instance of instances)
    for (const object of prototypesOf(instance))
      for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) add(key, value)
  return names
}

/** Most derived last, so that an override wins. */
function prototypesOf(instance: object): readonly object[] {
  const chain: object[] = []
  let current: object | null = instance
  while (current !== null && current !== Object.prototype) {
    chain.unshift(current)
    current = Object.getPrototypeOf(current) as object | null
  }
  return chain
}
