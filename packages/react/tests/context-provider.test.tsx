// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react'
import { startTransition, useEffect, useState } from 'react'
import { describe, expect, it } from 'vitest'
import {
  createTestClient,
  guardConsole,
  renderWith,
  settle,
  textOf,
  UserContext,
  useUserOrders,
  useUserProfile,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'

guardConsole()

function Name({ id = 'name' }: { id?: string }) {
  const { data, isPending } = useUserProfile()
  return <p data-testid={id}>{isPending ? '…' : data?.name}</p>
}

function Orders() {
  const { data, isPending, isStale } = useUserOrders()
  return (
    <p data-testid="orders">
      {isPending ? '…' : `${data?.length} of ${data?.[0]?.title}${isStale ? ', stale' : ''}`}
    </p>
  )
}

describe('a context provider', () => {
  it('makes one request for many components', async () => {
    const backend = createUsersBackend()
    await renderWith(
      createTestClient(backend),
      <UserContext user_id={5}>
        <Name />
        <Name id="again" />
        <Orders />
      </UserContext>,
    )
    expect([textOf('name'), textOf('again'), textOf('orders')]).toEqual(['Ada', 'Ada', '2 of Order 1 of 5'])
    expect(backend.asked).toEqual(['GET user;user_id=5'])
  })

  it('loads its bundle once when no query is on screen yet', async () => {
    const backend = createUsersBackend()
    const rerender = await renderWith(createTestClient(backend), <UserContext user_id={5} />)
    await rerender(
      <UserContext user_id={5}>
        <Name />
      </UserContext>,
    )
    expect(textOf('name')).toBe('Ada')
    expect(backend.asked).toHaveLength(1)
  })

  it('compares params by value: a render asks for nothing', async () => {
    const backend = createUsersBackend()
    const view = (params: { user_id: number; limit?: number }) => (
      <UserContext {...params}>
        <Name />
      </UserContext>
    )
    const rerender = await renderWith(createTestClient(backend), view({ user_id: 5, limit: 3 }))
    await rerender(view({ limit: 3, user_id: 5 }))
    await rerender(view({ user_id: 5, limit: 3 }))
    expect(backend.asked).toEqual(['GET user;limit=3;user_id=5'])
  })

  it('nests: each hook reads the nearest one', async () => {
    const backend = createUsersBackend()
    await renderWith(
      createTestClient(backend),
      <UserContext user_id={5}>
        <Name id="outer" />
        <UserContext user_id={6}>
          <Name id="inner" />
        </UserContext>
      </UserContext>,
    )
    expect([textOf('outer'), textOf('inner')]).toEqual(['Ada', 'Grace'])
    expect(backend.asked.toSorted()).toEqual(['GET user;user_id=5', 'GET user;user_id=6'])
  })

  it('switches all components below it at once when its params change', async () => {
    const backend = createUsersBackend()
    const seen = new Set<string>()
    function Pair() {
      const name = useUserProfile().data?.name
      const order = useUserOrders().data?.[0]?.title
      useEffect(() => {
        seen.add(`${name}: ${order}`)
      })
      return null
    }
    const view = (userId: number) => (
      <UserContext user_id={userId}>
        <Pair />
      </UserContext>
    )
    const rerender = await renderWith(createTestClient(backend), view(5))
    await rerender(view(6))
    await rerender(view(5))
    expect([...seen]).toEqual(['undefined: undefined', 'Ada: Order 1 of 5', 'Grace: Order 1 of 6'])
    expect(backend.asked).toHaveLength(2)
  })

  it('shows the entry before while the next one loads, with keepPrevious', async () => {
    const backend = createUsersBackend()
    const view = (limit: number) => (
      <UserContext user_id={5} limit={limit} keepPrevious>
        <Orders />
      </UserContext>
    )
    const rerender = await renderWith(createTestClient(backend), view(2))
    backend.hold()
    await rerender(view(3))
    expect(textOf('orders')).toBe('2 of Order 1 of 5, stale')
    await rerender(view(4))
    expect(textOf('orders')).toBe('2 of Order 1 of 5, stale')
    backend.release()
    await settle()
    expect(textOf('orders')).toBe('4 of Order 1 of 5')
  })

  it('shows nothing of the entry before without keepPrevious', async () => {
    const backend = createUsersBackend()
    const view = (limit: number) => (
      <UserContext user_id={5} limit={limit}>
        <Orders />
      </UserContext>
    )
    const rerender = await renderWith(createTestClient(backend), view(2))
    backend.hold()
    await rerender(view(3))
    expect(textOf('orders')).toBe('…')
    backend.release()
    await settle()
    expect(textOf('orders')).toBe('3 of Order 1 of 5')
  })

  it('does not tear when params change in a transition and data arrives meanwhile', async () => {
    const backend = createUsersBackend()
    const client = createTestClient(backend)
    const committed: string[] = []
    function Shown() {
      const first = useUserProfile().data?.name
      const second = useUserProfile().data?.name
      useEffect(() => {
        committed.push(`${first}/${second}`)
      })
      return <Name id="third" />
    }
    function Page() {
      const [userId, setUserId] = useState(5)
      return (
        <UserContext user_id={userId}>
          <Shown />
          <button type="button" onClick={() => startTransition(() => setUserId(6))}>
            next
          </button>
        </UserContext>
      )
    }
    await renderWith(client, <Page />)
    await act(async () => {
      fireEvent.click(screen.getByText('next'))
      backend.names.set(5, 'Augusta')
      client.invalidate({ context: 'user', params: { user_id: 5 } })
    })
    await settle()
    expect(textOf('third')).toBe('Grace')
    expect(committed.every((pair) => new Set(pair.split('/')).size === 1)).toBe(true)
    expect(committed.at(-1)).toBe('Grace/Grace')
  })
})
