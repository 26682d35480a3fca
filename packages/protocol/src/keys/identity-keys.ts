/** What stands for an identity on the wire without naming it (SPEC.md, Identity). */
import { toCanonicalJson } from '../json/canonical-json.ts'
import { compareByteOrder } from '../values/byte-order.ts'
import { hmacSha256Hex } from './hmac.ts'
import { sha256Hex } from './sha256.ts'

export interface Rights {
  readonly permissions: readonly string[]
  readonly staff: boolean
  readonly superuser: boolean
}

/** `pkey`: hex SHA-256 of a user's rights, permissions in byte order without repeats. */
export function permissionKey({ permissions, staff, superuser }: Rights): string {
  const perms = [...new Set(permissions)].sort(compareByteOrder)
  return sha256Hex(toCanonicalJson({ perms, staff, super: superuser }))
}

/** The two halves of X-Mizan-Identity, `OWN.PKEY`, 16 hex digits each. `secret` is the cache secret. */
export function identityKeys(of: {
  readonly secret: string
  readonly userId: string
  readonly pkey: string
}): {
  own: string
  pkey: string
} {
  return {
    own: hmacSha256Hex(of.secret, toCanonicalJson({ own: of.userId })).slice(0, 16),
    pkey: hmacSha256Hex(of.secret, toCanonicalJson({ pkey: of.pkey, u: of.userId })).slice(0, 16),
  }
}
