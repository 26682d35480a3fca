/** Thousands of functions, each with its own input and output: half queries in contexts of five, half mutations. */

export interface OneFunction {
  readonly name: string
  readonly kind: 'query' | 'mutation'
  /** Which file of a hundred, or which router, it stands in. */
  readonly group: number
}

export const GROUP_SIZE = 100
const CONTEXT_SIZE = 5

export function nameFunctions(count: number): readonly OneFunction[] {
  return Array.from({ length: count }, (_, at) => {
    const kind = at % 2 === 0 ? 'query' : 'mutation'
    return {
      name: `${kind === 'query' ? 'read' : 'change'}Thing${at}`,
      kind,
      group: Math.floor(at / GROUP_SIZE),
    }
  })
}

export function inGroups(functions: readonly OneFunction[]): readonly (readonly OneFunction[])[] {
  const groups: OneFunction[][] = []
  for (const one of functions) (groups[one.group] ??= []).push(one)
  return groups
}

/** Name of the context of a query, by its place among the queries. */
export function contextAt(query: number): string {
  return `context${Math.floor(query / CONTEXT_SIZE)}`
}

/** The body of a program that calls the function and reads its answer with types; the same for every side. */
export function useFunction(name: string, call: string): string {
  return `export async function use_${name}(client: Asking): Promise<string> {
  const answer = await ${call}
  const owner: { id: number; name: string } = answer.owner
  const tags: readonly string[] = answer.tags
  return \`\${answer.id + 1} \${answer.title.toUpperCase()} \${tags.length} \${owner.name}\`
}`
}

export const ARGUMENTS = `{ id: 5, title: 'A title', note: null, limit: 20 }`
