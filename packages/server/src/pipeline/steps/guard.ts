/** Guard: may this caller do that (SPEC.md, Identity, Guards). Runs before any argument is looked at. */
import type { CallError } from '@mizan/protocol'
import type { Guard, RegisteredFunction } from '../../registry/registry.ts'
import { refuse } from '../refuse.ts'
import { type CallFacts, RunCall } from '../run-call.ts'
import { isPromise, isThenable } from '../settle.ts'
import type { User } from '../user.ts'

/** Throws, or rejects with, the first refusal in the order given. `isBundle`: the refusal names its query. A promise only where a guard makes one. */
export function guard(
  functions: readonly RegisteredFunction[],
  facts: CallFacts,
  isBundle: boolean,
): Promise<void> | undefined {
  for (const [at, declared] of functions.entries()) {
    if (declared.guard === undefined) continue
    const admit = (passes: boolean): void => {
      if (!passes) throw refuseCaller(facts.user, isBundle ? declared.name : undefined)
    }
    const passes = check(declared.guard, declared, facts)
    if (isPromise(passes))
      return passes.then(admit).then(() => guard(functions.slice(at + 1), facts, isBundle))
    admit(passes)
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
  const verdict = await rateLimit({ ...asked, user: facts.user, request: facts.request })
  if (verdict === undefined) return
  const seconds = Math.ceil(verdict.retryAfterSeconds)
  throw refuse('RATE_LIMITED', 'too many requests', {
    retryAfterSeconds: Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 1,
  })
}

function check(rule: Guard, declared: RegisteredFunction, facts: CallFacts): boolean | Promise<boolean> {
  const { user } = facts
  if (rule.kind === 'custom') return checkCustom(rule.check(user, new RunCall(declared, facts)))
  if (user === null) return false
  if (rule.kind === 'authenticated' || user.isSuperuser) return true
  if (rule.kind === 'staff') return user.isStaff
  return rule.kind === 'permission' && user.permissions.includes(rule.permission)
}

/** Only `true` passes: a guard that forgot to answer, or answered something truthy, refuses. */
function checkCustom(answer: unknown): boolean | Promise<boolean> {
  return isThenable(answer) ? Promise.resolve(answer).then((value) => value === true) : answer === true
}

function refuseCaller(user: User | null, functionName: string | undefined): CallError {
  const parts = functionName === undefined ? {} : { details: { function: functionName } }
  return user === null
    ? refuse('UNAUTHORIZED', 'sign in first', parts)
    : refuse('FORBIDDEN', 'you may not do this', parts)
}
