/** `${name}` in the texts of a case: values of its `each`, and what earlier steps captured. */
import { isObject, type Json } from './json.ts'

export type Variables = Readonly<Record<string, Json>>

const REFERENCE = /\$\{([a-z][A-Za-z0-9]*)\}/g
const WHOLE = /^\$\{([a-z][A-Za-z0-9]*)\}$/

/** A text that is one reference becomes the value itself, whatever its type. References to what is not there stay. */
export function fill<T>(value: T, variables: Variables): T {
  return fillJson(value as Json, variables) as T
}

function fillJson(value: Json, variables: Variables): Json {
  if (typeof value === 'string') return fillText(value, variables)
  if (Array.isArray(value)) return value.map((item) => fillJson(item, variables))
  if (!isObject(value)) return value
  const members = Object.entries(value).map(([name, member]): [string, Json] => [
    toText(fillText(name, variables)),
    fillJson(member, variables),
  ])
  return Object.fromEntries(members)
}

function fillText(text: string, variables: Variables): Json {
  const whole = WHOLE.exec(text)?.[1]
  if (whole !== undefined) return Object.hasOwn(variables, whole) ? (variables[whole] as Json) : text
  return text.replaceAll(REFERENCE, (reference, name: string) => {
    if (!Object.hasOwn(variables, name)) return reference
    return toText(variables[name] as Json)
  })
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
