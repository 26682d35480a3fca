/** The call that a handler of one run gets, with what it read and what it asked for (SPEC.md, Origin cache: Inputs). */
import { CallError } from '@mizan/protocol'
import { guardTexts, type VaryTexts } from '../cache/vary-inputs.ts'
import {
  type IssuedTokens,
  issueTokens,
  type NextIdentity,
  refreshTokens,
  signIn,
  signOut,
} from '../identity/sign-in.ts'
import type { RegisteredFunction } from '../registry/registry.ts'
import { AnswerHeaders, type CookieOptions } from './answer-headers.ts'
import type { Call } from './call.ts'
import type { CallRequest } from './call-request.ts'
import type { Caller } from './caller-identity.ts'
import type { InvalidationTarget } from './invalidation-target.ts'
import { readTarget } from './read-target.ts'
import type { RunScope } from './run-scope.ts'
import type { Service } from './service.ts'
import type { ContextTarget } from './targets.ts'
import type { User } from './user.ts'

export interface CallFacts {
  readonly service: Service
  readonly caller: Caller
  readonly request: CallRequest
  readonly scope: RunScope
  readonly id: string
  readonly cause: string | undefined
  /** What a mutation wrote may not have reached the replicas yet. */
  readonly needsPrimary?: boolean
  /** Whatever a handler sets now comes too late. */
  readonly isHeadSent?: true
}

const NO_TARGETS: readonly ContextTarget[] = []

export class RunCall implements Call {
  /** It read the caller: the answer is hers, unless her identity is part of its key. */
  hasReadUser = false
  /** It read the request, or put something on the answer: such an answer is nobody else's. */
  hasReadRequest = false
  named: readonly ContextTarget[] = NO_TARGETS
  /** Whom the client is after this run, where it signed somebody in or out. */
  next: NextIdentity | undefined = undefined
  readonly #function: RegisteredFunction
  readonly #facts: CallFacts
  #headers: AnswerHeaders | undefined

  constructor(declared: RegisteredFunction, facts: CallFacts) {
    this.#function = declared
    this.#facts = facts
  }

  get user(): User | null {
    this.hasReadUser = true
    return this.#facts.caller.user
  }

  get request(): CallRequest {
    this.hasReadRequest = true
    return this.#facts.request
  }

  get vary(): VaryTexts {
    const { service, request } = this.#facts
    return guardTexts(service.vary.resolve(this.#function.vary, request), this.#function.name)
  }

  get signal(): AbortSignal {
    return this.#facts.scope.signal
  }

  get id(): string {
    return this.#facts.id
  }

  get cause(): string | undefined {
    return this.#facts.cause
  }

  get needsPrimary(): boolean {
    return this.#facts.needsPrimary === true
  }

  /** Undefined when the handler set nothing. */
  get headers(): AnswerHeaders | undefined {
    return this.#headers
  }

  error(code: string, details: unknown, message?: string): CallError {
    const declared = this.#function.errors.get(code)
    if (declared === undefined)
      throw new TypeError(`${this.#function.name} does not declare the error ${code}`)
    return new CallError(code, message ?? code, { status: declared.status, details: details as never })
  }

  async signIn(userId: string): Promise<void> {
    await signIn(this.#signing('signIn'), this.#writable(), userId)
    this.next = { by: 'cookies' }
  }

  async signOut(): Promise<void> {
    await signOut(this.#signing('signOut'), this.#writable())
    this.next = { by: 'cookies' }
  }

  async issueTokens(userId: string): Promise<IssuedTokens> {
    const issued = await issueTokens(this.#signing('issueTokens'), userId)
    this.next = { by: 'tokens', userId }
    return issued
  }

  async refreshTokens(refreshToken: string): Promise<IssuedTokens> {
    const { tokens, userId } = await refreshTokens(this.#signing('refreshTokens'), refreshToken)
    this.next = { by: 'tokens', userId }
    return tokens
  }

  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.#writable().setCookie(name, value, options)
  }

  clearCookie(name: string, options?: Pick<CookieOptions, 'domain' | 'path'>): void {
    this.#writable().clearCookie(name, options)
  }

  setHeader(name: string, value: string): void {
    this.#writable().setHeader(name, value)
  }

  invalidate(target: InvalidationTarget): void {
    if (this.#function.kind === 'query')
      throw new TypeError(`${this.#function.name} is a query: it only reads, and invalidates nothing`)
    this.named = [...this.named, readTarget(target, this.#facts.service)]
  }

  #signing(name: string): CallFacts {
    if (this.#function.kind === 'query')
      throw new TypeError(`${this.#function.name} is a query: it only reads, and cannot call.${name}`)
    return this.#facts
  }

  #writable(): AnswerHeaders {
    this.hasReadRequest = true
    if (this.#facts.isHeadSent === true)
      throw new TypeError(
        `${this.#function.name} sets a header or a cookie, but the head of this streamed answer went out before: let a mutation set it`,
      )
    this.#headers ??= new AnswerHeaders(this.#facts.request.origin)
    return this.#headers
  }
}
