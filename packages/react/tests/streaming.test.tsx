// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { createTestClient, guardConsole, hydrate, settle } from './harness.tsx'
import { StreamedApp } from './streaming-page.tsx'
import { createUsersBackend } from './users-backend.ts'

guardConsole()

/** A server has modules of its own: React refuses to render one context by a server and a browser in the same breath. */
async function importOnServer(): Promise<typeof import('./streaming-page.tsx')> {
  vi.resetModules()
  return import('./streaming-page.tsx')
}

describe('a streamed page', () => {
  it('holds what a suspense hook waits for, and is taken over without state', async () => {
    const backend = createUsersBackend()
    const { streamApp } = await importOnServer()
    const html = await streamApp(backend)
    expect(html).toContain('Ada')
    expect(backend.asked).toEqual(['GET user;user_id=5'])
    const container = await hydrate(html, <StreamedApp client={createTestClient(backend)} />)
    const name = container.querySelector('#name')
    await settle()
    expect(container.querySelector('#name')).toBe(name)
    expect(name?.textContent).toBe('Ada')
  })
})
