/** Who a request runs for, with `X-Mizan-Identity` and the identity text of `own` targets (SPEC.md, Identity). */
import { identityKeys, permissionKey } from '@mizan/protocol'
import { remember } from './remember.ts'
import type { User } from './user.ts'

export interface IdentityKeys {
  /** Stands in `own` targets. */
  readonly own: string
  /** Value of X-Mizan-Identity. */
  readonly header: string
}

export type ToIdentityKeys = (user: User | null) => IdentityKeys

export const ANONYMOUS: IdentityKeys = { own: '-', header: '-' }

const REMEMBERED_USERS = 1000

export class Caller {
  readonly user: User | null
  readonly #toKeys: ToIdentityKeys

  constructor(user: User | null, toKeys: ToIdentityKeys) {
    this.user = user
    this.#toKeys = toKeys
  }

  /** Hashed only where somebody asks: public answers never do. */
  get keys(): IdentityKeys {
    return this.#toKeys(this.user)
  }
}

/** An app whose requests have users must give a secret; only in-process callers can be without one. */
export function createIdentityKeys(secret: string | undefined): ToIdentityKeys {
  if (secret === undefined) return () => ANONYMOUS
  const toKeys = remember((user: User) => hashUser(user, secret), { toKey: keyOf, limit: REMEMBERED_USERS })
  return (user) => (user === null ? ANONYMOUS : toKeys(user))
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

function keyOf({ id, isStaff, isSuperuser, permissions }: User): string {
  return JSON.stringify([id, isStaff, isSuperuser, permissions])
}

function hashUser(user: User, secret: string): IdentityKeys {
  const rights = { permissions: user.permissions, staff: user.isStaff, superuser: user.isSuperuser }
  const { own, pkey } = identityKeys({ secret, userId: user.id, pkey: permissionKey(rights) })
  return { own, header: `${own}.${pkey}` }
}
