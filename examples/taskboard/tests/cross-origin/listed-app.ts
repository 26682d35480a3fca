/** An app whose front end lives on another origin, which CORS lists. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { client, createApp, createMemorySessionStore, ReactContext } from '@mizan/server'
import { createNodeHandler } from '@mizan/server-node'
import { z } from 'zod'

export interface ListedApp {
  readonly api: string
  /** What mutations have done. */
  readonly written: readonly string[]
  close(): void
}

export async function serveListedApp(listed: string): Promise<ListedApp> {
  const written: string[] = []
  const NoteContext = new ReactContext('notes')
  const notes = client({ context: NoteContext, auth: true, output: z.array(z.string()) }, () => written)
  const write = client({ auth: true, affects: NoteContext, input: { text: z.string() } }, ({ text }) => {
    written.push(text)
  })
  const sign_in = client({ login: true, affects: NoteContext }, (_, call) => call.signIn('ada'))
  const secretOf = () => randomBytes(32).toString('hex')
  const app = createApp({
    modules: [{ notes, write, sign_in }],
    loadUser: (id) => ({ id, isStaff: false, isSuperuser: false, permissions: [] }),
    sessions: { store: createMemorySessionStore() },
    secrets: { cache: secretOf(), session: secretOf(), mwt: secretOf() },
    cors: { origins: [listed], credentials: true },
  })
  const server = createServer(createNodeHandler(app))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/mizan`,
    written,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
