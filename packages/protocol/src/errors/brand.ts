/** Marks that survive a second copy of a package and another realm, where `instanceof` lies. */

/** Whether a value carries a brand as an own member. */
export function hasBrand(value: unknown, brand: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, brand)
}
