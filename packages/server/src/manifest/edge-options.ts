/** The option `edges`, and what is wrong with it. */
import type { Secret } from '../app/secrets.ts'
import type { EdgeTarget } from './deliver-purges.ts'

interface Given {
  readonly edges?: readonly EdgeTarget[]
  readonly secrets?: { readonly edge?: Secret }
}

export function checkEdges({ edges, secrets }: Given, add: (reason: string, hint: string) => void): void {
  if (edges === undefined) return
  if (secrets?.edge === undefined) add('edges need secrets.edge', 'make one with: openssl rand -base64 32')
  for (const edge of Array.isArray(edges) ? edges : [edges])
    if (!isEdge(edge))
      add(`${JSON.stringify(edge)} is no edge`, "write it like { url: 'https://www.example' }")
}

function isEdge(edge: unknown): edge is EdgeTarget {
  if (typeof edge !== 'object' || edge === null || !('url' in edge)) return false
  const { url } = edge
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}
