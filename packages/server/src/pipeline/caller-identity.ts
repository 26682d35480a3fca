/** Who a request runs for, with `X-Mizan-Identity` and the identity text of `own` targets (SPEC.md, Identity). */
import { identityKeys, permissionKey } from '@mizan/protocol'
import type { User } from './user.ts'

const ANONYMOUS = { own: '-', header: '-' }

export class Caller {
  readonly user: User | null
  readonly #secret: string | undefined
  #keys: { readonly own: string; readonly header: string } | undefined

  /** An app whose requests have users must give a secret; only in-process callers can be without one. */
  constructor(user: User | null, secret: string | undefined) {
    this.user = user
    this.#secret = secret
  }

  /** Stands in `own` targets. */
  get own(): string {
    return this.#compute().own
  }

  /** Value of X-Mizan-Identity. */
  get header(): string {
    return this.#compute().header
  }

  /** Hashes only where somebody asks: public answers never do. */
  #compute(): { readonly own: string; readonly header: string } {
    this.#keys ??= toKeys(this.user, this.#secret)
    return this.#keys
  }
}

/** What a hook answered, checked: a user that is not whole would pass or fail guards by accident. */
export function assertUser(value: unknown): User | null {
  if (value === null) return null
  const user: Partial<User> = typeof value === 'object' ? value : {}
  const isWhole =
    typeof user.id === 'string' &&
    user.id !== '' &&
    user.id.isWellFormed() &&
    typeof user.isStaff === 'boolean' &&
    typeof user.isSuperuser === 'boolean' &&
    Array.isArray(user.permissions) &&
    user.permissions.every((name) => typeof name === 'string' && name.isWellFormed())
  if (isWhole) return value as User
  throw new TypeError(
    'a user must be null or { id: string, isStaff: boolean, isSuperuser: boolean, permissions: string[] }',
  )
}

function toKeys(user: User | null, secret: string | undefined): { own: string; header: string } {
  if (user === null || secret === undefined) return ANONYMOUS
  const rights = { permissions: user.permissions, staff: user.isStaff, superuser: user.isSuperuser }
  const { own, pkey } = identityKeys({ secret, userId: user.id, pkey: permissionKey(rights) })
  return { own, header: `${own}.${pkey}` }
}
