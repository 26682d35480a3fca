/** What an answer to an unsafe method made stale (SPEC.md, INV-12, INV-13, INV-20, EDGE-5). */
import type { TagPlace } from '@mizan/cache'
import {
  decodeInvalidateHeader,
  HEADER_CACHE_GROUP_INVALIDATION,
  HEADER_INVALIDATE,
  HEADER_PROTOCOL,
  type ManifestMutation,
  parseJson,
} from '@mizan/protocol'
import type { EdgePlan } from './plan.ts'
import { placesOf, placesOfGroups } from './tags.ts'

/** Of the headers of an answer of the origin. */
export function staleBy(headers: Headers, plan: EdgePlan): TagPlace[] {
  const targets = headers.get(HEADER_INVALIDATE)
  if (targets !== null) return placesOf(decodeInvalidateHeader(targets), plan)
  const groups = headers.get(HEADER_CACHE_GROUP_INVALIDATION)
  return groups === null ? [] : placesOfGroups(groups, plan)
}

/** A gateway's word: nobody can tell what came of the request. What the origin itself wrote has its targets. */
export function isLost(answer: Response): boolean {
  const { status, headers } = answer
  return (
    (status === 502 || status === 503 || status === 504 || status >= 520) && !headers.has(HEADER_PROTOCOL)
  )
}

/** The run was given up and may still end (HTTP-10): what it makes stale is stale once more then. */
export function mayStillRun(answer: Response): boolean {
  return answer.status === 503 && answer.headers.has(HEADER_PROTOCOL)
}

/**
 * What a request may have made stale whose answer was lost: the contexts of its mutation, whole, because only the origin knows the params
 * after validation. A request that is none of the manifest's may have done anything.
 */
export function mayBeStaleBy(
  request: { readonly method: string; readonly path: string; readonly body: Uint8Array | undefined },
  plan: EdgePlan,
): TagPlace[] {
  const { method, path, body } = request
  if (path === `${plan.base}/call/`) return placesOfMutation(findCalled(body, plan), plan)
  // A read with a body, sessions and tokens.
  if (plan.bundleAt(path) !== undefined || path.startsWith(`${plan.base}/session/`)) return []
  const forms = plan.formsAt(path, method)
  return forms.length === 0 ? placesOf('*', plan) : forms.flatMap((form) => placesOfMutation(form, plan))
}

function placesOfMutation(mutation: ManifestMutation | 'query' | undefined, plan: EdgePlan): TagPlace[] {
  if (mutation === 'query') return []
  if (mutation === undefined) return placesOf('*', plan)
  return placesOf(
    mutation.affects.map(({ context }) => ({ context })),
    plan,
  )
}

/** Undefined where the call cannot be read, or names what the manifest does not have. */
function findCalled(body: Uint8Array | undefined, plan: EdgePlan): ManifestMutation | 'query' | undefined {
  try {
    const call = body === undefined ? undefined : parseJson(body)
    if (typeof call !== 'object' || call === null || Array.isArray(call)) return undefined
    const fn: unknown = Object.hasOwn(call, 'fn') ? (call as { fn?: unknown }).fn : undefined
    if (typeof fn !== 'string') return undefined
    const isQuery = [...plan.contexts.values()].some(({ manifest }) =>
      manifest.functions.some(({ name }) => name === fn),
    )
    return isQuery ? 'query' : plan.mutations.get(fn)
  } catch {
    return undefined
  }
}
