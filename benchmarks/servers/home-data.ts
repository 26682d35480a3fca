/** A page of six queries, about 2 kB together, that changes seldom: what a cache is for. */
import type { z } from 'zod'
import { ECHO, EchoOutput, PAGE_OUTPUTS, page } from './page-data.ts'

export const HOME_OUTPUTS = { ...PAGE_OUTPUTS, release: EchoOutput }

export const home = {
  ...page,
  release: (_id: number): z.infer<typeof EchoOutput> => ({ ...ECHO, items: ECHO.items.slice(0, 10) }),
}

export type HomeQuery = keyof typeof home

/** In byte order, as the protocol writes a bundle. */
export const HOME_QUERIES: readonly HomeQuery[] = [
  'activity',
  'boards',
  'notices',
  'project',
  'release',
  'stats',
]

export function makeHome(id: number): Record<string, unknown> {
  return Object.fromEntries(HOME_QUERIES.map((name) => [name, HOME_OUTPUTS[name].parse(home[name](id))]))
}
