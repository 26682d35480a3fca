// @vitest-environment happy-dom
import { type Client, type DehydratedState, dehydrate, embedState, hydration } from '@mizan/client'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MizanProvider } from '../src/index.ts'
import {
  createTestClient,
  DirectoryContext,
  guardConsole,
  hydrate,
  settle,
  UserContext,
  useUserCount,
  useUserOrders,
  useUserProfile,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'
import { renameUserMutation, userContext } from './users-descriptors.ts'

guardConsole()

afterEach(() => vi.unstubAllGlobals())

function Profile() {
  const { data, isPending } = useUserProfile()
  return <p id="name">{isPending ? '…' : data?.name}</p>
}

const Orders = () => <p>{useUserOrders().data?.length} orders</p>

const page = (
  <UserContext user_id={5}>
    <Profile />
    <Orders />
  </UserContext>
)

/** What a server does: loads, renders, and embeds the state. */
async function renderOnServer(
  client: Client,
  children: ReactNode,
): Promise<{ html: string; state: DehydratedState }> {
  await client.readContext(userContext, { user_id: 5 }).load()
  const html = renderToString(<MizanProvider client={client}>{children}</MizanProvider>)
  return { html, state: JSON.parse(embedState(dehydrate(client))) }
}

describe('a page rendered by a server', () => {
  it('has the data, and is taken over without a request or a mismatch', async () => {
    const { html, state } = await renderOnServer(createTestClient(createUsersBackend()), page)
    expect(html).toContain('Ada')
    const backend = createUsersBackend()
    vi.stubGlobal('fetch', backend.fetch)
    const container = await hydrate(
      html,
      <MizanProvider baseUrl="/api/mizan" plugins={[hydration(state)]}>
        {page}
      </MizanProvider>,
    )
    const name = container.querySelector('#name')
    await settle()
    expect(container.textContent).toBe('Ada2 orders')
    expect(container.querySelector('#name')).toBe(name)
    expect(backend.asked).toEqual([])
  })

  it('is taken over late, part by part, after newer data came for what is there already', async () => {
    const { html, state } = await renderOnServer(createTestClient(createUsersBackend()), page)
    const backend = createUsersBackend()
    const client = createTestClient(backend, { plugins: [hydration(state)] })
    // Newer than the page: it came before React took the page over.
    const stop = client.readContext(userContext, { user_id: 5 }).subscribe(() => {})
    await client.mutate(renameUserMutation, { user_id: 5, name: 'Augusta' })
    await settle()
    const container = await hydrate(html, <MizanProvider client={client}>{page}</MizanProvider>)
    await settle()
    expect(container.textContent).toBe('Augusta2 orders')
    stop()
  })

  it('is rendered with the state that a client was made of', async () => {
    const { state } = await renderOnServer(createTestClient(createUsersBackend()), page)
    const html = renderToString(
      <MizanProvider baseUrl="/api/mizan" plugins={[hydration(state)]}>
        {page}
      </MizanProvider>,
    )
    expect(html).toContain('Ada')
  })

  it('shows what was not loaded as pending, and loads it in the browser', async () => {
    const Count = () => <p>{useUserCount().data ?? '…'}</p>
    const app = (
      <DirectoryContext>
        <Count />
      </DirectoryContext>
    )
    const backend = createUsersBackend()
    const { html, state } = await renderOnServer(createTestClient(backend), app)
    expect(html).toContain('…')
    backend.asked.length = 0
    backend.hold()
    const container = await hydrate(
      html,
      <MizanProvider client={createTestClient(backend, { plugins: [hydration(state)] })}>
        {app}
      </MizanProvider>,
    )
    expect(container.textContent).toBe('…')
    backend.release()
    await settle()
    expect(container.textContent).toBe('2')
    expect(backend.asked).toEqual(['GET directory'])
  })
})
