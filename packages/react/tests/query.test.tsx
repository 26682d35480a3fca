// @vitest-environment happy-dom
import { act, render } from '@testing-library/react'
import { memo, useEffect } from 'react'
import { describe, expect, it } from 'vitest'
import { createQueryHook, MizanProvider } from '../src/index.ts'
import {
  click,
  createTestClient,
  DirectoryContext,
  guardConsole,
  renderWith,
  settle,
  textOf,
  UserContext,
  useRenameUser,
  useUserCount,
  useUserOrders,
  useUserProfile,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'
import { userProfileQuery } from './users-descriptors.ts'

const console = guardConsole()

/** Commits of each component, by the name it is given. */
function createCounter() {
  const commits: Record<string, number> = {}
  return {
    useCount(name: string) {
      useEffect(() => {
        commits[name] = (commits[name] ?? 0) + 1
      })
    },
    take(): Record<string, number> {
      const taken = { ...commits }
      for (const name of Object.keys(commits)) delete commits[name]
      return taken
    },
  }
}

describe('a query hook', () => {
  it('reads its own slice when it is given params, with or without a provider above', async () => {
    const backend = createUsersBackend()
    const Name = () => <p data-testid="name">{useUserProfile({ user_id: 6 }).data?.name}</p>
    const rerender = await renderWith(createTestClient(backend), <Name />)
    expect(textOf('name')).toBe('Grace')
    expect(backend.asked).toEqual(['GET user;_mizan_fn=user_profile;user_id=6'])
    await rerender(<Name />)
    expect(backend.asked).toHaveLength(1)
  })

  it('needs neither a provider nor params when its query has no params', async () => {
    const backend = createUsersBackend()
    const Count = () => <p data-testid="count">{useUserCount().data}</p>
    await renderWith(createTestClient(backend), <Count />)
    expect(textOf('count')).toBe('2')
    expect(backend.asked).toEqual(['GET directory;_mizan_fn=user_count'])
  })

  it('teaches when there is neither a provider nor params', () => {
    const Lost = () => <p>{useUserProfile().data?.name}</p>
    const useDetached = createQueryHook(userProfileQuery)
    const Detached = () => <p>{useDetached().data?.name}</p>
    const client = createTestClient(createUsersBackend())
    const show = (page: React.ReactNode) => () =>
      act(() => render(<MizanProvider client={client}>{page}</MizanProvider>))
    expect(show(<Lost />)).toThrow(
      '"user_profile" needs its params: { user_id } or a <UserContext> around it.',
    )
    expect(show(<Detached />)).toThrow('needs its params: { user_id }.')
    console.takeErrors()
  })

  it('renders exactly the components that a mutation affects, and asks once', async () => {
    const backend = createUsersBackend()
    const counter = createCounter()
    const Name = memo(({ id }: { id: string }) => {
      counter.useCount(id)
      return <p data-testid={id}>{useUserProfile().data?.name}</p>
    })
    const Orders = memo(() => {
      counter.useCount('orders')
      return <p>{useUserOrders().data?.length}</p>
    })
    const Count = memo(() => {
      counter.useCount('count')
      return <p>{useUserCount().data}</p>
    })
    const Rename = memo(() => {
      const { mutate } = useRenameUser()
      return (
        <button type="button" onClick={() => void mutate({ user_id: 5, name: 'Augusta' })}>
          rename
        </button>
      )
    })
    await renderWith(
      createTestClient(backend),
      <DirectoryContext>
        <Count />
        <UserContext user_id={5}>
          <Name id="ada" />
          <Name id="header" />
          <Orders />
          <Rename />
        </UserContext>
        <UserContext user_id={6}>
          <Name id="grace" />
        </UserContext>
      </DirectoryContext>,
    )
    counter.take()
    backend.asked.length = 0
    await click('rename')
    expect(backend.asked).toEqual(['POST rename_user'])
    expect([textOf('ada'), textOf('header'), textOf('grace')]).toEqual(['Augusta', 'Augusta', 'Grace'])
    expect(counter.take()).toEqual({ ada: 1, header: 1 })
  })

  it('does not render again for a refetch of equal data, unless the component shows the flags', async () => {
    const backend = createUsersBackend()
    const counter = createCounter()
    const client = createTestClient(backend)
    const Quiet = memo(() => {
      counter.useCount('quiet')
      return <p>{useUserProfile().data?.name}</p>
    })
    const Busy = memo(() => {
      counter.useCount('busy')
      return <p data-testid="busy">{useUserProfile().isFetching ? 'busy' : 'idle'}</p>
    })
    await renderWith(
      client,
      <UserContext user_id={5}>
        <Quiet />
        <Busy />
      </UserContext>,
    )
    counter.take()
    backend.hold()
    act(() => client.invalidate('user'))
    await settle()
    expect(textOf('busy')).toBe('busy')
    backend.release()
    await settle()
    expect(textOf('busy')).toBe('idle')
    expect(counter.take()).toEqual({ busy: 2 })
    expect(backend.asked).toHaveLength(2)
  })

  it('shows the error of one query beside the data of its neighbours, and refetches', async () => {
    const backend = createUsersBackend()
    backend.failing.add('user_orders')
    const refetches = new Set<unknown>()
    function Page() {
      const orders = useUserOrders()
      const { refetch } = orders
      useEffect(() => {
        refetches.add(refetch)
      }, [refetch])
      return (
        <>
          <p data-testid="name">{useUserProfile().data?.name}</p>
          <p data-testid="orders">{orders.error === undefined ? orders.data?.length : orders.error.code}</p>
          <button type="button" onClick={() => void orders.refetch()}>
            again
          </button>
        </>
      )
    }
    await renderWith(
      createTestClient(backend),
      <UserContext user_id={5}>
        <Page />
      </UserContext>,
    )
    expect([textOf('name'), textOf('orders')]).toEqual(['Ada', 'INTERNAL'])
    backend.failing.clear()
    await click('again')
    expect([textOf('name'), textOf('orders')]).toEqual(['Ada', '2'])
    expect(refetches.size).toBe(1)
  })

  it('shows the slice before while the next one loads, with keepPrevious', async () => {
    const backend = createUsersBackend()
    function Orders({ limit }: { limit: number }) {
      const { data, isStale } = useUserOrders({ user_id: 5, limit }, { keepPrevious: true })
      return <p data-testid="orders">{`${data?.length}${isStale ? ' stale' : ''}`}</p>
    }
    const rerender = await renderWith(createTestClient(backend), <Orders limit={1} />)
    backend.hold()
    await rerender(<Orders limit={2} />)
    expect(textOf('orders')).toBe('1 stale')
    backend.release()
    await settle()
    expect(textOf('orders')).toBe('2')
  })
})
