/** The app's own hook: who sent this request (SPEC.md, ID-1). */
import type { TrackedRequest } from '../pipeline/call-request.ts'
import { assertUser, Caller } from '../pipeline/caller-identity.ts'
import type { Service } from '../pipeline/service.ts'
import { isThenable } from '../pipeline/settle.ts'
import type { User } from '../pipeline/user.ts'

/** A promise only where the hook needs one. */
export function askHook(service: Service, request: TrackedRequest): Caller | Promise<Caller> {
  const { resolveUser, identityHash } = service
  if (resolveUser === undefined) return new Caller(null, identityHash)
  const known = (user: User | null): Caller =>
    new Caller(assertUser(user), identityHash, {
      by: 'app',
      isByCookie: request.cookiesRead,
      reload: () => askHook(service, request),
    })
  const answer = resolveUser(request)
  return isThenable(answer) ? Promise.resolve(answer).then(known) : known(answer)
}
