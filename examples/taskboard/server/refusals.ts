/** The refusals that several areas share, worded once. */
import { CallError, type User } from '@mizan/server'

export function notFound(noun: string, id: number): CallError {
  return new CallError('NOT_FOUND', `There is no ${noun} ${id}.`)
}

export function forbidden(deed: string): CallError {
  return new CallError('FORBIDDEN', `You may not ${deed}.`)
}

/** The person's number. Only called behind a guard, which has refused guests already. */
export function signedInId(user: User | null): number {
  if (user === null) throw new CallError('UNAUTHORIZED', 'Sign in first.')
  return Number(user.id)
}
