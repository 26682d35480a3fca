/** Objects without the members that are undefined, so that equal nodes have equal members. */

/** Drops `undefined` and, for flags whose default is false, `false`. */
export function defined<T extends object>(
  members: { readonly [Key in keyof T]: T[Key] | undefined | false },
): T {
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(members)) {
    if (member !== undefined && member !== false) kept[name] = member
  }
  return kept as T
}
