/** One request over the network: an answer of this protocol, or why there is none (SPEC.md, Errors). */
import {
  HEADER_CSRF_TOKEN,
  HEADER_PROTOCOL,
  type JsonValue,
  PROTOCOL_VERSION,
  type ProtocolError,
} from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'
import type { Came, Outgoing } from './send.ts'
import { TransportError } from './transport-error.ts'

export async function exchange(kernel: Kernel, outgoing: Outgoing, signal: AbortSignal): Promise<Came> {
  const { baseUrl, environment, options } = kernel
  const { path, body = null, cache = 'default', csrf, readBody } = outgoing
  try {
    const response = await environment.fetch(baseUrl + path, {
      method: body === null ? 'GET' : 'POST',
      headers: {
        ...options.headers?.(),
        ...outgoing.headers,
        ...(body && { 'Content-Type': 'application/json' }),
        ...(typeof csrf === 'string' && { [HEADER_CSRF_TOKEN]: csrf }),
      },
      credentials: options.credentials ?? 'same-origin',
      // Another place would be sent what is for this one (HTTP-1): tokens, and what they protect.
      redirect: 'manual',
      signal,
      cache,
      body,
    })
    const { headers, ok, status } = response
    const isOurs = headers.get(HEADER_PROTOCOL) === `${PROTOCOL_VERSION}`
    const content = await ((isOurs && ok && readBody?.(response)) || response.text().then(parse))
    return { status, headers, body: isOurs ? content : undefined }
  } catch (cause) {
    // What a reader of the body found.
    const { code } = Object(cause) as Partial<ProtocolError>
    if (code === 'PROTOCOL') return cause as ProtocolError
    return new TransportError(environment.isOnline() ? 'CONNECTION' : 'OFFLINE', cause)
  }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
