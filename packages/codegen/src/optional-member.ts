/** Members that are left out of an object when they have no value, as exactOptionalPropertyTypes wants it. */

export function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value }
}

/** Left out when empty. */
export function list<Name extends string, Value>(name: Name, values: Value[]): { [key in Name]?: Value[] } {
  return optional(name, values.length === 0 ? undefined : values)
}

/** Left out when false. */
export function flag<Name extends string>(name: Name, value: boolean): { [key in Name]?: true } {
  return optional(name, value ? true : undefined)
}
