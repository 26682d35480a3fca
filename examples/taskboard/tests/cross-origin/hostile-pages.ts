/** A server of somebody else: empty pages, on two origins of this machine, from which attacks are tried. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HostilePages {
  /** The same host as the app's on another port: another origin, but the same site, and cookies do not know ports. */
  readonly sameSite: string
  /** Another site. */
  readonly otherSite: string
  close(): void
}

export async function serveHostilePages(): Promise<HostilePages> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>hostile</title><body></body>')
  })
  // Both names of this machine, whichever address the browser takes `localhost` for.
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    sameSite: `http://127.0.0.1:${port}`,
    otherSite: `http://localhost:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
