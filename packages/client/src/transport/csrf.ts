/** X-CSRFToken, which a cookie that authenticates wants beside it, is sent by itself (SPEC.md, ID-17, ID-18, ID-20). */
import { HEADER_IDENTITY } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'
import { exchange } from './exchange.ts'
import { type Answer, type Came, type Outgoing, send } from './send.ts'

/** One object as long as it is one token. */
export interface Csrf {
  readonly token: unknown
  /** X-Mizan-Identity of the user whose session it belongs to. */
  readonly whose: string | null | undefined
}

/** Takes the token that a cookie tells the page, for who the user is now. A page keeps it: who signs in elsewhere has another one. */
export function takeCsrf(kernel: Kernel): Csrf {
  const { baseUrl, csrf, environment, identity: whose } = kernel
  const token = environment.readCsrfToken?.(baseUrl)
  // What the server was asked for stays where no cookie tells.
  if (csrf && csrf.whose === whose && (!token || csrf.token === token)) return csrf
  return (kernel.csrf = { token, whose })
}

/** A POST that is refused for its token alone, which says that nothing ran, is sent once more with another one. */
export async function exchangeGuarded(
  kernel: Kernel,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Came> {
  if (!outgoing.body) return exchange(kernel, outgoing, signal)
  const { csrf: sent = takeCsrf(kernel), identity } = kernel
  const came = await post(kernel, { ...outgoing, csrf: sent.token }, signal)
  if (reasonOf(came) !== 'csrf') return came
  if (kernel.csrf === sent) await (kernel.csrfQuestion ??= askCsrf(kernel))
  const { csrf = sent } = kernel
  // What one person asked for is not done as another, who signed in meanwhile.
  const isSame = identity === undefined || csrf.whose === identity
  return csrf !== sent && isSame && !signal.aborted
    ? post(kernel, { ...outgoing, csrf: csrf.token }, signal)
    : came
}

async function post(kernel: Kernel, outgoing: Outgoing, signal: AbortSignal): Promise<Came> {
  const came = await exchange(kernel, outgoing, signal)
  const { headers, status } = came as Partial<Answer>
  // It may have been a login of the same user, who has another session now.
  if (status === 200 && headers?.get(HEADER_IDENTITY) === kernel.identity) takeCsrf(kernel)
  return came
}

/** `details.reason` of a refusal. */
export function reasonOf(came: Came): unknown {
  const { body } = came as { body?: { error?: { details?: { reason?: unknown } | null } | null } | null }
  return body?.error?.details?.reason
}

/** Never fails: who asked is handed the refusal then. */
async function askCsrf(kernel: Kernel): Promise<void> {
  const { body, headers } = (await new Promise<Came>((resolve) => {
    send(kernel, { path: '/session/', cache: 'no-store' }, resolve)
  })) as Answer
  const token = (body as { csrf_token?: unknown } | undefined)?.csrf_token
  if (token) kernel.csrf = { token, whose: headers.get(HEADER_IDENTITY) }
  kernel.csrfQuestion = undefined
}
