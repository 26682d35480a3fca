/** A server of node:http on a free port of this machine. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningEdge } from './edge-suite.ts'

export function listen(server: Server): Promise<RunningEdge> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({ url: `http://127.0.0.1:${port}`, close: () => close(server) })
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
