/** Objects as bags of members, without what every object inherits. */

export type Members = Readonly<Record<string, unknown>>

/** Anything with members; arrays are not. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object literal, of this realm or another, or one without prototype; instances of classes are not. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Own members and getters of a class; never `constructor` and the like. */
export function readMember(value: Members, name: string): unknown {
  return Object.hasOwn(value, name) || !(name in Object.prototype) ? value[name] : undefined
}
