// @vitest-environment happy-dom
import type { Client } from '@mizan/client'
import { act, render } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MizanProvider, useMizanClient } from '../src/index.ts'
import {
  createTestClient,
  guardConsole,
  renderSettled,
  settle,
  textOf,
  UserContext,
  useSuspenseUserProfile,
  useUserProfile,
  visibleText,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'

const console = guardConsole()
const clients = new Set<Client>()

function ClientProbe() {
  clients.add(useMizanClient())
  return null
}

afterEach(() => {
  clients.clear()
  vi.unstubAllGlobals()
})

describe('MizanProvider', () => {
  it('hands down the client that it is given', () => {
    const client = createTestClient(createUsersBackend())
    render(
      <MizanProvider client={client}>
        <ClientProbe />
      </MizanProvider>,
    )
    expect([...clients]).toEqual([client])
  })

  it('makes one client per mount and another one for another baseUrl', () => {
    const view = (baseUrl: string) => (
      <MizanProvider baseUrl={baseUrl}>
        <ClientProbe />
      </MizanProvider>
    )
    const { rerender, unmount } = render(view('/api/mizan'))
    rerender(view('/api/mizan'))
    expect(clients.size).toBe(1)
    rerender(view('/api/other'))
    expect(clients.size).toBe(2)
    unmount()
    render(view('/api/mizan'))
    expect(clients.size).toBe(3)
  })

  it('reads through the platform when it made the client itself', async () => {
    const backend = createUsersBackend()
    vi.stubGlobal('fetch', backend.fetch)
    const Name = () => <p data-testid="name">{useUserProfile().data?.name}</p>
    await renderSettled(
      <MizanProvider baseUrl="/api/mizan">
        <UserContext user_id={5}>
          <Name />
        </UserContext>
      </MizanProvider>,
    )
    expect(textOf('name')).toBe('Ada')
    expect(backend.asked).toEqual(['GET user;user_id=5'])
  })

  it('keeps its client while a tree without a Suspense boundary waits: one request, no loop', async () => {
    const backend = createUsersBackend()
    vi.stubGlobal('fetch', backend.fetch)
    const Name = () => <p data-testid="name">{useSuspenseUserProfile().data.name}</p>
    backend.hold()
    await renderSettled(
      <MizanProvider baseUrl="/api/mizan" fallback={<p>waiting</p>}>
        <UserContext user_id={5}>
          <Name />
        </UserContext>
      </MizanProvider>,
    )
    expect(visibleText()).toBe('waiting')
    backend.release()
    await settle()
    expect(textOf('name')).toBe('Ada')
    expect(backend.asked).toEqual(['GET user;user_id=5'])
  })
})

describe('useMizanClient', () => {
  it('says what is missing where there is no provider', () => {
    expect(() => act(() => render(<ClientProbe />))).toThrow('stands in no <MizanProvider>')
    console.takeErrors()
  })
})
