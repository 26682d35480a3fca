/** Objects without the members that are undefined, so that equal nodes have equal members. */

/** Drops `undefined` and, for flags whose default is false, `false`. */
export function defined<T extends object>(
  members: { readonly [Key in keyof T]: T[Key] | undefined | false },
): T {
  return Object.fromEntries(
    Object.entries(members).filter(([, member]) => member !== undefined && member !== false),
  ) as T
}
