/** JSON values as cases write them and answers hold them. */
import { z } from 'zod'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

export const JsonSchema: z.ZodType<Json> = z.json()

export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `{$repeat: "x", times: 5000}` is a text, `{$list: item, times: 33}` a list: what would not be pleasant to read written out. */
export function makeJson(value: Json): Json {
  if (Array.isArray(value)) return value.map(makeJson)
  if (!isObject(value)) return value
  const { $repeat, $list, times } = value
  if (typeof $repeat === 'string' && typeof times === 'number') return $repeat.repeat(times)
  if ($list !== undefined && typeof times === 'number')
    return Array.from({ length: times }, () => makeJson($list))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, makeJson(member)]))
}
