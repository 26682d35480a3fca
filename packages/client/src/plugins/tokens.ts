/** An MWT goes with every request, fetched once somebody is signed in, renewed before it expires, gone with its user (SPEC.md, ID-9, ID-13, ID-14, ID-16). */
import { type CallError, HEADER_IDENTITY, HEADER_TOKEN, MAX_TOKEN_BYTES } from '@mizan/protocol'
import type { Plugin } from '../client-kernel.ts'
import { observeIdentity } from '../invalidation/identity.ts'
import { type Kernel, nothing, publish, tick } from '../kernel.ts'
import { reasonOf } from '../transport/csrf.ts'
import { readError } from '../transport/read-error.ts'
import { backoffMs } from '../transport/retry.ts'
import { type Came, type Outgoing, send } from '../transport/send.ts'
import { isJsonObject } from '../values/share-json.ts'

/** Part of its life after which a token is renewed; the jitter keeps tabs that were opened at once from asking at once. */
const RENEWED_AFTER = 0.7
const JITTER = 0.2
/** Between two tries when the server does not answer, and the configured tries are used up. */
const MAX_PAUSE_MS = 30_000

interface Held {
  readonly token: string
  /** X-Mizan-Identity of its user. */
  readonly whose: string
  readonly renewAtMs: number
  readonly expiresAtMs: number
  /** Some request went with it: an idle page renews nothing. */
  isUsed: boolean
}

/** For `createClient({ plugins: [tokens()] })`. Requests do not wait for a token: without one the cookie or the Authorization counts. */
export function tokens(): Plugin {
  return (own) => {
    const keeper = new TokenKeeper(own as Kernel)
    keeper.begin()
  }
}

class TokenKeeper {
  readonly #kernel: Kernel
  #held: Held | undefined
  #renewal: Promise<void> | undefined
  #cancelTimer = nothing
  /** The server gives this identity none. */
  #refused: string | undefined
  #failures = 0
  #notBeforeMs = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  begin(): void {
    const { exchange, listeners } = this.#kernel
    listeners.add(({ kind }) => {
      if (kind !== 'identity') return
      this.#drop()
      this.#refused = undefined
      void this.#renew()
    })
    this.#kernel.exchange = async (kernel, outgoing, signal) => {
      // What gives tokens looks at none (ID-2).
      const sent = outgoing.path.startsWith('/session/') ? undefined : this.#current()
      const came = await exchange(kernel, withToken(outgoing, sent), signal)
      if (sent === undefined || !isRefused(came)) return came
      if (this.#held === sent) this.#drop()
      if (this.#held === undefined) await this.#renew()
      return this.#maySendAgain(outgoing, sent) && !signal.aborted
        ? exchange(kernel, withToken(outgoing, this.#current()), signal)
        : came
    }
  }

  /** Undefined where there is none that is good now; then one is on its way, if there can be one. */
  #current(): Held | undefined {
    const { environment, identity } = this.#kernel
    const held = this.#held?.whose === identity ? this.#held : undefined
    const now = environment.now()
    if (held) held.isUsed = true
    if (held === undefined || now >= held.renewAtMs) void this.#renew()
    return held && now < held.expiresAtMs ? held : undefined
  }

  #drop(): void {
    this.#held = undefined
    this.#cancelTimer()
  }

  /** One question at a time. */
  #renew(): Promise<void> {
    const { environment, identity } = this.#kernel
    const canAsk = identity !== undefined && identity !== '-' && identity !== this.#refused
    if (!this.#renewal && canAsk && environment.now() >= this.#notBeforeMs && environment.isOnline())
      this.#renewal = this.#ask(identity)
    return this.#renewal ?? Promise.resolve()
  }

  async #ask(asked: string): Promise<void> {
    const kernel = this.#kernel
    const askedAtMs = kernel.environment.now()
    const begunAt = tick(kernel)
    const came = await new Promise<Came>((resolve) => {
      send(kernel, { path: '/session/token/', body: '{}', cache: 'no-store' }, resolve)
    })
    const isAnswer = !(came instanceof Error)
    const whose = (isAnswer && came.headers.get(HEADER_IDENTITY)) || asked
    const isPresent = !isAnswer || observeIdentity(kernel, came.headers, { begunAt })
    this.#renewal = undefined
    if (isPresent && whose === kernel.identity) this.#take(came, whose, askedAtMs)
    else void this.#renew()
    publish(kernel)
  }

  #take(came: Came, whose: string, askedAtMs: number): void {
    const { environment } = this.#kernel
    const found = readToken(came)
    if (found === undefined) return this.#fail(came, whose)
    const { lifeMs, token } = found
    const renewAtMs = askedAtMs + lifeMs * (RENEWED_AFTER + JITTER * environment.random())
    const held: Held = { token, whose, renewAtMs, expiresAtMs: askedAtMs + lifeMs, isUsed: false }
    this.#drop()
    this.#held = held
    this.#failures = 0
    this.#cancelTimer = environment.setTimer(
      () => {
        if (held.isUsed) void this.#renew()
      },
      Math.max(0, renewAtMs - environment.now()),
      true,
    )
  }

  /** What may pass is asked again when the next request leaves, not sooner than a pause. */
  #fail(came: Came, whose: string): void {
    const { status = 0, retryAfterSeconds = 0 } = (
      came instanceof Error ? came : readError(came)
    ) as Partial<CallError>
    if (status === 501 || (status >= 400 && status < 500 && status !== 429)) this.#refused = whose
    const pauseMs = backoffMs(this.#kernel, this.#failures) ?? MAX_PAUSE_MS
    this.#failures += 1
    this.#notBeforeMs = this.#kernel.environment.now() + Math.max(pauseMs, retryAfterSeconds * 1000)
  }

  /** A read may be anybody's: whose its answer is, the answer says. What one person asked to have done is not done as another. */
  #maySendAgain({ path }: Outgoing, sent: Held): boolean {
    const { whose = '' } = this.#held ?? {}
    return path.startsWith('/ctx/') || personOf(whose) === personOf(sent.whose)
  }
}

function withToken(outgoing: Outgoing, held: Held | undefined): Outgoing {
  return held ? { ...outgoing, headers: { ...outgoing.headers, [HEADER_TOKEN]: held.token } } : outgoing
}

/** Refused for its token alone, which says that nothing ran. */
function isRefused(came: Came): boolean {
  const isUnauthorized = !(came instanceof Error) && came.status === 401
  return isUnauthorized && ['stale', 'token'].includes(reasonOf(came) as string)
}

function readToken(came: Came): { readonly token: string; readonly lifeMs: number } | undefined {
  if (came instanceof Error || came.status !== 200 || !isJsonObject(came.body)) return undefined
  const { expires_in: seconds, token } = came.body
  const isWhole = typeof token === 'string' && token !== '' && token.length <= MAX_TOKEN_BYTES
  return isWhole && typeof seconds === 'number' && seconds > 0 ? { token, lifeMs: seconds * 1000 } : undefined
}

/** OWN of `OWN.PKEY`. */
function personOf(identity: string): string {
  return identity.split('.', 1)[0] ?? ''
}
