/** A target: how an implementation is started and what it claims (conformance/targets/*.yaml). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const ROOT = join(import.meta.dirname, '../../..')

const Command = z.array(z.string()).min(1)

const TargetSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  /** From the root of the project. */
  folder: z.string(),
  serve: Command,
  commands: z.record(z.string(), Command).default({}),
  claims: z.array(z.string()),
})

export type Target = z.infer<typeof TargetSchema>

const FOLDER = join(ROOT, 'conformance/targets')

/** TypeScript first, because the others are compared with it; then by name. */
export function readTargets(): Target[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
  const targets = files.map((name) => parseTarget(readFileSync(join(FOLDER, name), 'utf8'), name))
  const rank = ({ name }: Target): string => (name === 'typescript' ? '' : name)
  return targets.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

export function parseTarget(text: string, file: string): Target {
  const read = TargetSchema.safeParse(parse(text))
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`)
  return read.data
}
