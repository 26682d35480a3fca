/** Guard: may this caller do that (SPEC.md, Identity, Guards). Runs before any argument is looked at. */
import type { CallError } from '@mizan/protocol'
import type { Guard, RegisteredFunction } from '../../registry/registry.ts'
import type { Caller, CallerClaims } from '../caller-identity.ts'
import { refuse } from '../refuse.ts'
import { type CallFacts, RunCall } from '../run-call.ts'
import { isPromise, isThenable, whenDone } from '../settle.ts'
import type { User } from '../user.ts'

/** Throws, or rejects with, the first refusal in the order given. `isBundle`: the refusal names its query. A promise only where a guard makes one. */
export function guard(
  functions: readonly RegisteredFunction[],
  facts: CallFacts,
  isBundle: boolean,
): Promise<void> | undefined {
  for (const [at, declared] of functions.entries()) {
    if (declared.guard === undefined && !declared.fresh) continue
    const admit = (passes: boolean): void => {
      if (!passes) throw refuseCaller(facts.caller, isBundle ? declared.name : undefined)
    }
    const confirmed = declared.fresh ? facts.caller.confirm() : undefined
    const admitted = whenDone(confirmed, () => check(declared, facts))
    if (isPromise(admitted))
      return admitted.then(admit).then(() => guard(functions.slice(at + 1), facts, isBundle))
    admit(admitted)
  }
  return undefined
}

/** The app's hook decides before any guard works. */
export async function limitRate(
  asked: { readonly function?: string; readonly context?: string },
  facts: CallFacts,
): Promise<void> {
  const { rateLimit } = facts.service
  if (rateLimit === undefined) return
  const verdict = await rateLimit({ ...asked, user: facts.caller.claims, request: facts.request })
  if (verdict === undefined) return
  const seconds = Math.ceil(verdict.retryAfterSeconds)
  throw refuse('RATE_LIMITED', 'too many requests', {
    retryAfterSeconds: Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 1,
  })
}

/** What a token says of its user is enough to pass by, never to be refused by: rights may have grown since. */
function check(declared: RegisteredFunction, facts: CallFacts): boolean | Promise<boolean> {
  const { guard: rule } = declared
  const { caller } = facts
  if (rule === undefined || (rule.kind !== 'permission' && fits(rule, caller.claims))) return true
  return whenDone(caller.load(), () => {
    if (rule.kind === 'custom') return checkCustom(rule.check(caller.user, new RunCall(declared, facts)))
    return fits(rule, caller.user)
  })
}

function fits(rule: Guard, user: CallerClaims | User | null): boolean {
  if (user === null || rule.kind === 'custom') return false
  if (rule.kind === 'authenticated' || user.isSuperuser) return true
  if (rule.kind === 'staff') return user.isStaff
  return rule.kind === 'permission' && 'permissions' in user && user.permissions.includes(rule.permission)
}

/** Only `true` passes: a guard that forgot to answer, or answered something truthy, refuses. */
function checkCustom(answer: unknown): boolean | Promise<boolean> {
  return isThenable(answer) ? Promise.resolve(answer).then((value) => value === true) : answer === true
}

function refuseCaller({ id }: Caller, functionName: string | undefined): CallError {
  const parts = functionName === undefined ? {} : { details: { function: functionName } }
  return id === undefined
    ? refuse('UNAUTHORIZED', 'sign in first', parts)
    : refuse('FORBIDDEN', 'you may not do this', parts)
}
