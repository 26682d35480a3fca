/** Texts of a case as bytes: literal, repeated, or said in hex or base64, so that a case can hold a megabyte or a broken code point. */
import { z } from 'zod'

const PartSchema = z.union([
  z.string(),
  z.strictObject({ repeat: z.string(), times: z.int().min(0) }),
  z.strictObject({ hex: z.string().regex(/^([0-9a-fA-F]{2}|\s)*$/) }),
  z.strictObject({ base64: z.string() }),
])

/** A list inside the list is what a variable of an `each` brought. */
export const PartsSchema: z.ZodType<Parts> = z.union([
  z.string(),
  z.array(z.union([PartSchema, z.array(PartSchema)])),
])

type Part = z.infer<typeof PartSchema>

export type Parts = string | (Part | Part[])[]

export function toBytes(parts: Parts): Buffer {
  return Buffer.concat([parts].flat(2).map(toPartBytes))
}

function toPartBytes(part: Part): Buffer {
  if (typeof part === 'string') return Buffer.from(part, 'utf8')
  if ('repeat' in part) return Buffer.from(part.repeat.repeat(part.times), 'utf8')
  if ('hex' in part) return Buffer.from(part.hex.replaceAll(/\s/g, ''), 'hex')
  return Buffer.from(part.base64, 'base64')
}
