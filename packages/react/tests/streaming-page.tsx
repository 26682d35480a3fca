/** A page of suspense hooks, and the server that streams it. */
import type { Client } from '@mizan/client'
import { Suspense } from 'react'
import { renderToReadableStream } from 'react-dom/server'
import { MizanProvider } from '../src/index.ts'
import { createTestClient, UserContext, useSuspenseUserProfile } from './harness.tsx'
import type { UsersBackend } from './users-backend.ts'

export function StreamedApp({ client }: { client: Client }) {
  return (
    <MizanProvider client={client}>
      <UserContext user_id={5}>
        <Suspense fallback="waiting">
          <Name />
        </Suspense>
      </UserContext>
    </MizanProvider>
  )
}

function Name() {
  return <p id="name">{useSuspenseUserProfile().data.name}</p>
}

export async function streamApp(backend: UsersBackend): Promise<string> {
  const stream = await renderToReadableStream(<StreamedApp client={createTestClient(backend)} />)
  await stream.allReady
  return new Response(stream).text()
}
