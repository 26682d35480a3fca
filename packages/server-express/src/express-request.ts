/** What Express adds to node's request, as far as it counts here. */
import type { IncomingMessage } from 'node:http'

export interface ExpressRequest extends IncomingMessage {
  readonly originalUrl: string
  /** By `trust proxy`. */
  readonly protocol: string
  /** With its port; by `trust proxy`. */
  readonly host?: string | undefined
  /** What a parser made of the body. */
  readonly body?: unknown
}
