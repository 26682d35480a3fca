/** A target of a body as it must stand in X-Mizan-Invalidate (SPEC.md, INV-21…23), written down once more, from the law alone. */
import { isObject, type Json } from '../drive/json.ts'

/** `own` is the OWN of the caller. Undefined when it is no target. */
export function toTargetText(target: Json, own: string): string | undefined {
  if (typeof target === 'string') return target
  if (!isObject(target) || typeof target['context'] !== 'string') return undefined
  const { context, function: query, params = {}, own: isOwn } = target
  if (!isObject(params) || (query !== undefined && typeof query !== 'string')) return undefined
  const pairs = Object.entries(params).map(([name, value]): [string, string] => [name, toText(value)])
  if (isOwn === true) pairs.push(['_mizan_own', own])
  pairs.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const name = query === undefined ? context : `${context}.${query}`
  return [name, ...pairs.map(([key, text]) => `${key}=${encode(text)}`)].join(';')
}

function toText(value: Json): string {
  return typeof value === 'object' ? toSortedJson(value) : String(value)
}

/** RFC 8785 for what params hold. */
function toSortedJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(toSortedJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).toSorted()
  return `{${members.map((name) => `${JSON.stringify(name)}:${toSortedJson(value[name] as Json)}`).join(',')}}`
}

function encode(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return /[A-Za-z0-9._~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
