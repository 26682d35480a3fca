/** Reads conformance/cases/*.yaml: checks every word, and makes one case of each row of an `each`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Case, CaseFileSchema, CaseSchema } from './case-schema.ts'
import type { Json } from './json.ts'
import { fill, type Variables } from './variables.ts'

/** Sorted by file; throws with the file's name at the first mistake. */
export function readCases(folder: string): Case[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const cases = files.toSorted().flatMap((name) => parseCases(readFileSync(join(folder, name), 'utf8'), name))
  const seen = new Set<string>()
  for (const { id } of cases) {
    if (seen.has(id)) throw new Error(`two cases are called ${id}`)
    seen.add(id)
  }
  return cases
}

/** `file` is only the name that problems and ids begin with. */
export function parseCases(text: string, file: string): Case[] {
  const { capability, cases } = check(CaseFileSchema, parse(text, { merge: true }), file)
  return cases.flatMap((raw) => expand(raw).map((one) => toCase(one, { file, capability })))
}

function expand(raw: Record<string, Json>): Record<string, Json>[] {
  const { each, ...rest } = raw
  if (!Array.isArray(each)) return [rest]
  return each.map((variables) => fill(rest, variables as Variables))
}

function toCase(raw: Record<string, Json>, { file, capability }: { file: string; capability: string }): Case {
  const prefix = file.replace(/\.yaml$/, '')
  const read = check(CaseSchema, raw, `${prefix}: ${JSON.stringify(raw['name'])}`)
  return { ...read, id: `${prefix}: ${toLine(read.name)}`, capability }
}

/** Values of an `each` in a name may hold what would break its line. */
function toLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (letter) => JSON.stringify(letter).slice(1, -1))
}

function check<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new Error(`${place}: ${z.prettifyError(read.error)}`)
}
