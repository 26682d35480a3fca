/** Who a request runs for, with `X-Mizan-Identity` and the identity text of `own` targets (SPEC.md, Identity). */
import { identityKeys, permissionKey } from '@mizan/protocol'
import { refuse } from './refuse.ts'
import { remember } from './remember.ts'
import { isThenable } from './settle.ts'
import type { User } from './user.ts'

export interface IdentityKeys {
  /** Stands in `own` targets. */
  readonly own: string
  /** Value of X-Mizan-Identity. */
  readonly header: string
}

/** Keyed hashes of identities, remembered for a while. */
export interface IdentityHash {
  ofUser(user: User | null): IdentityKeys
  ofToken(known: TokenRights): IdentityKeys
  /** Hex SHA-256 of a user's rights (ID-10). */
  pkeyOf(user: User): string
}

/** What an MWT says of its user. */
export interface TokenRights {
  readonly id: string
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  readonly pkey: string
}

/** What is known of a caller before anything is loaded. */
export type CallerClaims = Pick<User, 'id' | 'isStaff' | 'isSuperuser'>

/** How a caller was found, and what can be asked about her later. */
export interface CallerMeans {
  /** `app`: by its own hook, or in process. */
  readonly by: 'app' | 'session' | 'mwt' | 'jwt'
  /** A cookie alone authenticates: a page of somebody else can send it. */
  readonly isByCookie: boolean
  /** Key of the session in its store. */
  readonly sessionKey?: string
  /** The same question to the same source. */
  reload(): Caller | Promise<Caller>
  /** For tokens, which name a user without having one. */
  loadUser?(id: string): User | null | Promise<User | null>
  /** For tokens, whose session may have ended since. */
  isAlive?(): boolean | Promise<boolean>
}

export const ANONYMOUS: IdentityKeys = { own: '-', header: '-' }

const REMEMBERED_USERS = 1000

export class Caller {
  readonly means: CallerMeans | undefined
  readonly #hash: IdentityHash
  #rights: TokenRights | undefined
  #user: User | null | undefined
  #loading: Promise<void> | undefined

  constructor(user: User | null, hash: IdentityHash, means?: CallerMeans) {
    this.#user = user
    this.#hash = hash
    this.means = means
  }

  /** Whom a token names, with what it says of her rights. */
  static ofToken(rights: TokenRights, hash: IdentityHash, means: CallerMeans): Caller {
    const caller = new Caller(null, hash, means)
    caller.#rights = rights
    caller.#user = undefined
    return caller
  }

  /** Undefined when anonymous. */
  get id(): string | undefined {
    return this.claims?.id
  }

  /** Null when anonymous. */
  get claims(): CallerClaims | null {
    return this.#user === undefined ? (this.#rights ?? null) : this.#user
  }

  /** Of the rights (ID-10); undefined when anonymous. */
  get pkey(): string | undefined {
    if (this.#user === undefined) return this.#rights?.pkey
    return this.#user === null ? undefined : this.#hash.pkeyOf(this.#user)
  }

  /** Hashed only where somebody asks: public answers never do. */
  get keys(): IdentityKeys {
    if (this.#user === undefined && this.#rights !== undefined) return this.#hash.ofToken(this.#rights)
    return this.#hash.ofUser(this.#user ?? null)
  }

  get isLoaded(): boolean {
    return this.#user !== undefined
  }

  /** There only after `load`. */
  get user(): User | null {
    if (this.#user === undefined) throw new TypeError('the user of a token was not loaded')
    return this.#user
  }

  /** Before a handler runs: the user whom a token names, refused where her rights are not those of the token (ID-14). No promise where nothing is to be loaded. */
  load(): Promise<void> | undefined {
    const rights = this.#rights
    if (this.#user !== undefined || rights === undefined) return undefined
    if (this.#loading !== undefined) return this.#loading
    const loaded = this.means?.loadUser?.(rights.id) ?? null
    if (!isThenable(loaded)) return this.#take(loaded, rights)
    this.#loading = Promise.resolve(loaded).then((user) => this.#take(user, rights))
    return this.#loading
  }

  #take(loaded: User | null, rights: TokenRights): undefined {
    const user = assertUser(loaded)
    if (user === null || user.id !== rights.id || this.#hash.pkeyOf(user) !== rights.pkey)
      throw refuse('UNAUTHORIZED', 'your rights changed since this token was made', {
        details: { reason: 'stale' },
      })
    this.#user = user
  }

  /** Who it is now, by the same means. */
  reload(): Caller | Promise<Caller> {
    return this.means === undefined ? this : this.means.reload()
  }

  /** For functions marked `fresh`: refused when the session of a token has ended (ID-19). */
  confirm(): Promise<void> | undefined {
    const isAlive = this.means?.isAlive?.()
    if (isAlive === undefined) return undefined
    if (!isThenable(isAlive)) return assertAlive(isAlive)
    return Promise.resolve(isAlive).then(assertAlive)
  }
}

/** An app whose requests have users must give a secret; only in-process callers can be without one. */
export function createIdentityHash(secret: string | undefined): IdentityHash {
  const pkeyOf = remember(hashRights, { toKey: toRightsText, limit: REMEMBERED_USERS })
  if (secret === undefined) return { ofUser: () => ANONYMOUS, ofToken: () => ANONYMOUS, pkeyOf }
  const hash = (userId: string, rights: string): IdentityKeys => {
    const { own, pkey } = identityKeys({ secret, userId, pkey: rights })
    return { own, header: `${own}.${pkey}` }
  }
  const limit = REMEMBERED_USERS
  const ofUser = remember((user: User) => hash(user.id, pkeyOf(user)), { toKey: toUserText, limit })
  const ofToken = remember(({ id, pkey }: TokenRights) => hash(id, pkey), {
    toKey: ({ id, pkey }) => pkey + id,
    limit,
  })
  return { ofUser: (user) => (user === null ? ANONYMOUS : ofUser(user)), ofToken, pkeyOf }
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

function assertAlive(isAlive: boolean): undefined {
  if (!isAlive) throw refuse('UNAUTHORIZED', 'the session has ended: sign in again')
}

function toUserText({ id, isStaff, isSuperuser, permissions }: User): string {
  return JSON.stringify([id, isStaff, isSuperuser, permissions])
}

function toRightsText({ isStaff, isSuperuser, permissions }: User): string {
  return JSON.stringify([isStaff, isSuperuser, permissions])
}

function hashRights(user: User): string {
  return permissionKey({ permissions: user.permissions, staff: user.isStaff, superuser: user.isSuperuser })
}
