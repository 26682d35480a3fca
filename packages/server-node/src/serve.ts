/** A Mizan app on a port of its own, with the time limits of a public server. */
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '@mizan/server'
import { answerBrokenRequest } from './broken-request.ts'
import { createNodeHandler } from './node-handler.ts'
import { WholeRequest } from './whole-request.ts'

export interface ServeOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `127.0.0.1`: this machine only. */
  readonly host?: string
  /** How long `close` waits for answers under way, streamed ones too; default 10000. Then their runs are aborted. */
  readonly graceMs?: number
  /** Signals that close the server, so that the process ends when nothing else keeps it: `['SIGTERM', 'SIGINT']`. Default none. A second one kills as always. */
  readonly signals?: readonly NodeJS.Signals[]
  /** How long the head of a request may take; default 10000. */
  readonly headTimeoutMs?: number
  /** How long a whole request may take to arrive, whoever reads it; default 30000. */
  readonly requestTimeoutMs?: number
}

export interface Served {
  /** `http://127.0.0.1:8000`. */
  readonly url: string
  /**
   * Takes no more connections, lets answers under way finish, closes each connection behind its answer, and then the app
   * (the store of its cache); settles when the port is free.
   */
  close(): Promise<void>
}

const CONNECTION_CHECK_MS = 1000
/** How soon a connection is closed that the last answer of a closing server left open. */
const SWEEP_MS = 25

/** What is served, and closed with its server. */
export type ServedApp = Pick<App, 'handle'> & Partial<Pick<App, 'close'>>

export async function serve(app: ServedApp, options: ServeOptions = {}): Promise<Served> {
  const handle = createNodeHandler(app)
  const settings: ServerOptions<typeof WholeRequest> & { readonly optimizeEmptyRequests: boolean } = {
    IncomingMessage: WholeRequest,
    headersTimeout: options.headTimeoutMs ?? 10_000,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    connectionsCheckingInterval: CONNECTION_CHECK_MS,
    // A request without a body needs no stream that ends: most reads have none. node's types do not know it yet.
    optimizeEmptyRequests: true,
    // node would answer by itself, without an envelope.
    requireHostHeader: false,
  }
  const server = createServer(settings, (request, response) => {
    if (request.headers.host === undefined) answerBrokenRequest(new Error('no Host'), request.socket)
    else handle(request, response)
  })
  server.on('clientError', answerBrokenRequest)
  await listen(server, options)
  const { address, family, port } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address}]` : address
  let closed: Promise<void> | undefined
  const signals = options.signals ?? []
  const onSignal = (): void => void closeOnce()
  const closeOnce = (): Promise<void> => {
    for (const signal of signals) process.off(signal, onSignal)
    closed ??= close(server, options.graceMs ?? 10_000).then(() => app.close?.())
    return closed
  }
  for (const signal of signals) process.once(signal, onSignal)
  return { url: `http://${host}:${port}`, close: closeOnce }
}

function listen(server: Server, { port = 0, host = '127.0.0.1' }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    // node closes those that are idle now, and would keep those that become idle for their next request.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    server.close(() => {
      clearTimeout(timer)
      clearInterval(sweep)
      resolve()
    })
  })
}
