// @vitest-environment happy-dom
import { type Client, clientEvents } from '@mizan/client'
import { act } from '@testing-library/react'
import { useEffect } from 'react'
import { describe, expect, it } from 'vitest'
import { MizanProvider } from '../src/index.ts'
import {
  createTestClient,
  DirectoryContext,
  guardConsole,
  renderWith,
  settle,
  textOf,
  UserContext,
  useUserOrders,
  useUserProfile,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'
import { renameUserMutation } from './users-descriptors.ts'

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
    expect(backend.asked).toEqual(['GET user;user_id=5'])
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

  it('lets the entry before go when the next one is there, with keepPrevious', async () => {
    const backend = createUsersBackend()
    const client = createTestClient(backend)
    const view = (limit: number) => (
      <UserContext user_id={5} limit={limit} keepPrevious>
        <Orders />
      </UserContext>
    )
    const rerender = await renderWith(client, view(2))
    await rerender(view(3))
    await rerender(view(2))
    const refreshed: (string | undefined)[] = []
    clientEvents(client).subscribe((event) => {
      if (event.kind === 'entry' && event.action === 'refreshed') refreshed.push(event.params.limit)
    })
    await act(async () => void (await client.mutate(renameUserMutation, { user_id: 5, name: 'Augusta' })))
    expect(refreshed).toEqual(['2'])
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

  it('keeps nothing of another client, with keepPrevious', async () => {
    const ours = createTestClient(createUsersBackend())
    const backend = createUsersBackend()
    const theirs = createTestClient(backend)
    const view = (client: Client, userId: number) => (
      <MizanProvider client={client}>
        <UserContext user_id={userId} keepPrevious>
          <Name />
        </UserContext>
      </MizanProvider>
    )
    const rerender = await renderWith(ours, view(ours, 5))
    expect(textOf('name')).toBe('Ada')
    backend.hold()
    await rerender(view(theirs, 6))
    expect(textOf('name')).toBe('…')
  })

  it('takes its params and nothing else as props', () => {
    // @ts-expect-error: a required param is missing
    expect(<UserContext />).toBeDefined()
    // @ts-expect-error: the context has no such param
    expect(<UserContext user_id={5} page={1} />).toBeDefined()
    // @ts-expect-error: the context has no params at all
    expect(<DirectoryContext page={1} />).toBeDefined()
  })
})
