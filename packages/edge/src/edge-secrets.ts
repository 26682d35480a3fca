/** The secrets of an edge, the same as its origin's (SPEC.md, ID-15), checked when it starts. */
import { isKeyId, keyId, type NamedSecret } from '@mizan/protocol'

export interface EdgeSecrets {
  /** As at the origin: it names readers in tags and keys. */
  readonly cache: string
  /** Verify the MWTs of readers; without them nothing that has a reader is kept. */
  readonly mwt?: SecretList
  /** Sign what is forwarded and verify purge calls; the first signs. */
  readonly edge?: SecretList
}

/** A text has the `kid` that its origin gives it. */
export type SecretList = string | readonly NamedSecret[]

export interface ReadSecrets {
  readonly cache: string
  readonly mwt: readonly NamedSecret[]
  readonly edge: readonly NamedSecret[]
}

const HINT = 'Make one with: openssl rand -base64 32'
const MIN_CACHE_CHARS = 16
const MIN_BYTES = 32

/** @throws TypeError for one that is missing, short, or used for two purposes. */
export function readSecrets({ cache, mwt, edge }: EdgeSecrets): ReadSecrets {
  if (typeof cache !== 'string' || cache.length < MIN_CACHE_CHARS)
    throw new TypeError(
      `secrets.cache must have ${MIN_CACHE_CHARS} characters or more, as at the origin. ${HINT}`,
    )
  const read = { cache, mwt: readList('mwt', mwt), edge: readList('edge', edge) }
  const all = [cache, ...read.mwt.map(({ secret }) => secret), ...read.edge.map(({ secret }) => secret)]
  if (new Set(all).size < all.length) throw new TypeError(`Two of the secrets are the same. ${HINT}`)
  return read
}

function readList(name: string, given: SecretList | undefined): readonly NamedSecret[] {
  if (given === undefined) return []
  const list = typeof given === 'string' ? [{ kid: keyId(given), secret: given }] : given
  for (const { kid, secret } of list) {
    if (typeof secret !== 'string' || new TextEncoder().encode(secret).length < MIN_BYTES)
      throw new TypeError(`secrets.${name} must have ${MIN_BYTES} bytes or more. ${HINT}`)
    if (!isKeyId(kid)) throw new TypeError(`secrets.${name}: ${JSON.stringify(kid)} is no kid`)
  }
  if (new Set(list.map(({ kid }) => kid)).size < list.length)
    throw new TypeError(`secrets.${name}: two secrets have the same kid`)
  return list
}
