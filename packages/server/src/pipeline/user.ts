/** Who calls, as guards and handlers see it (SPEC.md, Identity). */

/**
 * What `resolveUser` answers. An app may add its own members:
 * `declare module '@mizan/server' { interface User { readonly name: string } }`.
 */
export interface User {
  /** Stable and never reused; `own` targets and cache keys are made of it. */
  readonly id: string
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  /** Names for `auth: 'perm:NAME'`. A superuser passes every such guard without being listed. */
  readonly permissions: readonly string[]
}
