/** Signed purge calls: what an origin says became stale by mutations that did not pass this edge (SPEC.md, EDGE-6, EDGE-7). */
import {
  decodeTarget,
  HEADER_SIGNATURE,
  isSignedRequest,
  LIMITS,
  type NamedSecret,
  parseJson,
} from '@mizan/protocol'
import type { Refused } from './envelope.ts'
import { readBytes } from './read-bytes.ts'
import type { Purge } from './tags.ts'

export const PURGE_PATH = '/_mizan/purge'

export type PurgeCall =
  | { readonly ok: true; readonly purge: Purge }
  | { readonly ok: false; readonly refused: Refused }

export async function readPurgeCall(
  request: Request,
  { secrets, nowMs }: { readonly secrets: readonly NamedSecret[]; readonly nowMs: number },
): Promise<PurgeCall> {
  if (request.method !== 'POST')
    return no({ code: 'METHOD_NOT_ALLOWED', message: 'A purge call is a POST.', headers: { allow: 'POST' } })
  if (secrets.length === 0) return no({ code: 'FORBIDDEN', message: 'This edge takes no purge calls.' })
  const header = request.headers.get(HEADER_SIGNATURE)
  // Before anything of the body is held.
  if (header === null) return no({ code: 'UNAUTHORIZED', message: 'A purge call is signed.' })
  const body = await readBytes(request, LIMITS.maxPurgeBytes)
  if (body === undefined) return no({ code: 'PAYLOAD_TOO_LARGE', message: 'The body is too large.' })
  const { pathname, search } = new URL(request.url)
  const signed = { method: 'POST', target: pathname + search, body }
  if (!isSignedRequest(header, signed, { secrets, nowMs }))
    return no({ code: 'UNAUTHORIZED', message: 'The signature is not one of this request, or too old.' })
  return { ok: true, purge: readTargets(body) }
}

function no(refused: Refused): PurgeCall {
  return { ok: false, refused }
}

/** What is verified and not understood is everything. */
function readTargets(body: Uint8Array): Purge {
  try {
    const call = parseJson(body)
    if (typeof call !== 'object' || call === null || Array.isArray(call)) return '*'
    const list: unknown = Object.hasOwn(call, 'targets') ? (call as { targets?: unknown }).targets : undefined
    if (!Array.isArray(list)) return '*'
    const targets = list.map((text) => (typeof text === 'string' ? decodeTarget(text) : undefined))
    return targets.some((target) => target === undefined)
      ? '*'
      : targets.filter((target) => target !== undefined)
  } catch {
    return '*'
  }
}
