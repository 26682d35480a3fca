// @vitest-environment happy-dom
import { act } from '@testing-library/react'
import { Component, type ReactNode, Suspense, startTransition, useState } from 'react'
import { describe, expect, it } from 'vitest'
import {
  click,
  createTestClient,
  guardConsole,
  renderWith,
  settle,
  UserContext,
  useSuspenseUserOrders,
  useSuspenseUserProfile,
  useUserProfile,
  visibleText,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'

const console = guardConsole()

const Name = () => <p>{useSuspenseUserProfile().data.name}</p>
const Orders = () => <p>{useSuspenseUserOrders().data.length} orders</p>

interface BoundaryProps {
  readonly children: ReactNode
  readonly fallback: (error: unknown, reset: () => void) => ReactNode
}

class Boundary extends Component<BoundaryProps, { error: unknown }> {
  override state = { error: undefined as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return this.props.fallback(this.state.error, () => this.setState({ error: undefined }))
  }
}

describe('a suspense hook', () => {
  it('waits at the boundary and makes one request for the queries of one provider', async () => {
    const backend = createUsersBackend()
    backend.hold()
    await renderWith(
      createTestClient(backend),
      <Suspense fallback="waiting">
        <UserContext user_id={5}>
          <Name />
          <Orders />
        </UserContext>
      </Suspense>,
    )
    expect(visibleText()).toBe('waiting')
    backend.release()
    await settle()
    expect(visibleText()).toBe('Ada2 orders')
    expect(backend.asked).toEqual(['GET user;user_id=5'])
  })

  it('works without a provider', async () => {
    const backend = createUsersBackend()
    const Grace = () => <p>{useSuspenseUserProfile({ user_id: 6 }).data.name}</p>
    const rerender = await renderWith(createTestClient(backend), <Grace />)
    await rerender(<Grace />)
    expect(visibleText()).toBe('Grace')
    expect(backend.asked).toEqual(['GET user;_mizan_fn=user_profile;user_id=6'])
  })

  it('goes on showing the old page while a transition to other params waits', async () => {
    const backend = createUsersBackend()
    function Page() {
      const [userId, setUserId] = useState(5)
      return (
        <UserContext user_id={userId}>
          <button type="button" onClick={() => startTransition(() => setUserId(6))}>
            next
          </button>
          <Suspense fallback="waiting">
            <Name />
            <Orders />
          </Suspense>
        </UserContext>
      )
    }
    await renderWith(createTestClient(backend), <Page />)
    backend.hold()
    await click('next')
    expect(visibleText()).toBe('nextAda2 orders')
    backend.release()
    await settle()
    expect(visibleText()).toBe('nextGrace2 orders')
    expect(backend.asked).toHaveLength(2)
  })

  it('throws a failed read to the boundary, and comes back after a refetch', async () => {
    const backend = createUsersBackend()
    backend.failing.add('user_profile')
    function Retry({ error, reset }: { error: unknown; reset: () => void }) {
      const { refetch } = useUserProfile()
      const retry = () => {
        void refetch()
        reset()
      }
      return (
        <button type="button" onClick={retry}>
          {(error as { code: string }).code}
        </button>
      )
    }
    await renderWith(
      createTestClient(backend),
      <UserContext user_id={5}>
        <Boundary fallback={(error, reset) => <Retry error={error} reset={reset} />}>
          <Suspense fallback="waiting">
            <Name />
          </Suspense>
        </Boundary>
        <Orders />
      </UserContext>,
    )
    expect(visibleText()).toBe('INTERNAL2 orders')
    expect(console.takeErrors().join()).toContain('The server failed.')
    const asked = backend.asked.length
    backend.failing.clear()
    backend.hold()
    await click('INTERNAL')
    expect(visibleText()).toBe('waiting2 orders')
    backend.release()
    await settle()
    expect(visibleText()).toBe('Ada2 orders')
    expect(backend.asked).toHaveLength(asked + 1)
  })

  it('keeps its data when a later read fails', async () => {
    const backend = createUsersBackend()
    const client = createTestClient(backend)
    function Profile() {
      const { data, error } = useSuspenseUserProfile()
      return `${data.name} ${error === undefined ? 'fresh' : error.code}`
    }
    await renderWith(
      client,
      <UserContext user_id={5}>
        <Profile />
      </UserContext>,
    )
    backend.failing.add('user_profile').add('user_orders')
    act(() => client.invalidate('user'))
    await settle()
    expect(visibleText()).toBe('Ada INTERNAL')
  })
})
