/** The TypeScript server with one line that is wrong, and the case that must notice (conformance/wrong-servers/*.yaml). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Case } from '../drive/case-schema.ts'
import { ROOT } from '../start/target.ts'

const WrongServerSchema = z.strictObject({
  name: z.string(),
  /** From the root of the project. */
  file: z.string(),
  /** Stands once in the file. */
  find: z.string(),
  replace: z.string(),
  /** Id of the case. */
  caughtBy: z.string(),
})

export type WrongServer = z.infer<typeof WrongServerSchema>

const FOLDER = join(ROOT, 'conformance/wrong-servers')

/** Of every file, sorted by name of file. */
export function readWrongServers(): WrongServer[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
  return files.toSorted().flatMap((name) => {
    const read = z.array(WrongServerSchema).safeParse(parse(readFileSync(join(FOLDER, name), 'utf8')))
    if (!read.success) throw new Error(`wrong-servers/${name}: ${z.prettifyError(read.error)}`)
    return read.data
  })
}

/** A sentence for each that could not be what it says: no such case, no such place, or two. */
export function findStalePatches(all: readonly WrongServer[], cases: readonly Case[]): string[] {
  const ids = new Set(cases.map(({ id }) => id))
  return all.flatMap(({ name, file, find, caughtBy }) => {
    const places = readFileSync(join(ROOT, file), 'utf8').split(find).length - 1
    return [
      ...(ids.has(caughtBy) ? [] : [`${name}: there is no case ${caughtBy}`]),
      ...(places === 1 ? [] : [`${name}: ${file} has ${places} places like ${JSON.stringify(find)}`]),
    ]
  })
}
