// @vitest-environment happy-dom
import { waitFor } from '@testing-library/react'
import { StrictMode, startTransition, useLayoutEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MizanProvider } from '../src/index.ts'
import { createTestClient, guardConsole, UserContext, useUserProfile } from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'
import { renameUserMutation } from './users-descriptors.ts'

guardConsole()

// Within `act` React renders without a pause; these tests need its pauses.
beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false))
afterEach(() => vi.unstubAllGlobals())

/** Longer than the slice after which React yields. */
const RENDER_MS = 8

/** Renders that take their time, and an interruption once a few of them are done. */
function slowPass(interrupt: () => void) {
  const names = new Set<string | undefined>()
  let rendersLeft = Number.POSITIVE_INFINITY
  return {
    names,
    begin() {
      rendersLeft = 3
    },
    render(name: string | undefined) {
      if (rendersLeft === Number.POSITIVE_INFINITY) return
      const end = performance.now() + RENDER_MS
      while (performance.now() < end);
      names.add(name)
      rendersLeft -= 1
      if (rendersLeft === 0) interrupt()
    },
  }
}

describe('a transition that is rendered in slices', () => {
  it('never shows two values of one query, though an answer comes between two slices', async () => {
    const backend = createUsersBackend()
    const client = createTestClient(backend)
    const committed: string[] = []
    const pass = slowPass(() => void client.mutate(renameUserMutation, { user_id: 5, name: 'Augusta' }))

    function Slow() {
      const { data } = useUserProfile({ user_id: 5 })
      pass.render(data?.name)
      return <i>{data?.name}</i>
    }

    function Page() {
      const [count, setCount] = useState(1)
      useLayoutEffect(() => {
        const names = [...document.querySelectorAll('i')].map((element) => element.textContent)
        committed.push([...new Set(names)].join('|'))
      })
      const grow = () => {
        pass.begin()
        startTransition(() => setCount(12))
      }
      return (
        <UserContext user_id={5}>
          <button type="button" onClick={grow}>
            grow
          </button>
          {Array.from({ length: count }, (_, index) => (
            <Slow key={index} />
          ))}
        </UserContext>
      )
    }

    const container = document.createElement('div')
    document.body.append(container)
    const root = createRoot(container)
    root.render(
      <StrictMode>
        <MizanProvider client={client}>
          <Page />
        </MizanProvider>
      </StrictMode>,
    )
    await waitFor(() => expect(document.querySelector('i')?.textContent).toBe('Ada'))
    document.querySelector('button')?.click()
    await waitFor(() => expect(document.querySelectorAll('i')).toHaveLength(12), { timeout: 5000 })
    await waitFor(() => expect(document.querySelector('i')?.textContent).toBe('Augusta'))
    expect([...pass.names]).toEqual(['Ada', 'Augusta'])
    expect(committed.every((names) => !names.includes('|'))).toBe(true)
    root.unmount()
  })
})
