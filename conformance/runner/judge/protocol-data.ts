/** What the judge takes from protocol/*.yaml: statuses of codes and headers that are exposed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const PROTOCOL = join(import.meta.dirname, '../../../protocol')

export const ERROR_STATUS: ReadonlyMap<string, number> = new Map(
  read<{ code: string; status: number }>('errors.yaml').map(({ code, status }) => [code, status]),
)

function read<T>(name: string): T[] {
  return parse(readFileSync(join(PROTOCOL, name), 'utf8')) as T[]
}
