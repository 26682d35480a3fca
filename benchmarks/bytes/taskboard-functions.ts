/** The taskboard's functions by what its generated client says: the work that every side of the workload does. */
import * as mutations from '../../examples/taskboard/web/mizan/mutations.ts'
import * as queries from '../../examples/taskboard/web/mizan/queries.ts'

export interface QueryName {
  /** `boardTasks`. */
  readonly name: string
  readonly context: string
  readonly params: readonly string[]
}

export interface MutationName {
  readonly name: string
  /** Contexts whose queries it makes stale. */
  readonly affects: readonly string[]
}

export const QUERIES: readonly QueryName[] = Object.values(queries).map(({ name, context, params }) => ({
  name: toCamelCase(name),
  context,
  params: Object.keys(params),
}))

export const MUTATIONS: readonly MutationName[] = Object.values(mutations).map(({ name, affects }) => ({
  name: toCamelCase(name),
  affects,
}))

export function hookOf(name: string): string {
  return `use${name[0]?.toUpperCase()}${name.slice(1)}`
}

function toCamelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
