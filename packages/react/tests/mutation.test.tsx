// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createMutationHook, MizanProvider, type MutateArguments } from '../src/index.ts'
import { createTestClient, guardConsole, settle, useRenameUser, useUserProfile } from './harness.tsx'
import { createUsersBackend, type UsersBackend } from './users-backend.ts'
import { type Profile, type RenameUserError, signOutMutation } from './users-descriptors.ts'

guardConsole()

function renderHooks<Result>(backend: UsersBackend, useHooks: () => Result) {
  const client = createTestClient(backend)
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MizanProvider client={client}>{children}</MizanProvider>
  )
  return renderHook(useHooks, { wrapper })
}

describe('a mutation hook', () => {
  it('is pending, then has the result; mutate brings it too and stays the same function', async () => {
    const backend = createUsersBackend()
    const { result } = renderHooks(backend, useRenameUser)
    const { mutate, reset } = result.current
    backend.hold()
    let promise: Promise<Profile> | undefined
    act(() => {
      promise = mutate({ user_id: 5, name: 'Augusta' })
    })
    expect(result.current).toMatchObject({ isPending: true, data: undefined, error: undefined })
    backend.release()
    await act(async () => expect(await promise).toEqual({ user_id: 5, name: 'Augusta' }))
    expect(result.current).toMatchObject({ isPending: false, data: { name: 'Augusta' }, error: undefined })
    expect(result.current.mutate).toBe(mutate)
    expect(result.current.reset).toBe(reset)
    act(() => reset())
    expect(result.current).toMatchObject({ isPending: false, data: undefined, error: undefined })
  })

  it('trpc #6832: tells declared errors apart by their code', async () => {
    const backend = createUsersBackend()
    const { result } = renderHooks(backend, useRenameUser)
    await act(async () => {
      await expect(result.current.mutate({ user_id: 5, name: 'Grace' })).rejects.toMatchObject({
        code: 'NAME_TAKEN',
      })
    })
    const { error } = result.current
    expectTypeOf(error).toEqualTypeOf<RenameUserError | undefined>()
    if (error?.code !== 'NAME_TAKEN') throw new Error('Expected the declared error.')
    expectTypeOf(error.details.suggestion).toEqualTypeOf<string>()
    expect(error.details.suggestion).toBe('Grace 2')
  })

  it('shows an error that nobody waits for without an unhandled rejection', async () => {
    const backend = createUsersBackend()
    const unhandled: unknown[] = []
    const listen = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const { result } = renderHooks(backend, useRenameUser)
    act(() => void result.current.mutate({ user_id: 5, name: 'Grace' }))
    await settle()
    process.off('unhandledRejection', listen)
    expect(result.current.error?.code).toBe('NAME_TAKEN')
    expect(unhandled).toEqual([])
  })

  it('shows the latest of concurrent runs, whichever answers last', async () => {
    const backend = createUsersBackend()
    const answers = new Map<string, () => void>()
    const { result } = renderHooks(
      {
        ...backend,
        fetch: async (url, init) => {
          const { name } = JSON.parse(init.body as string).args
          await new Promise<void>((resolve) => answers.set(name, resolve))
          return backend.fetch(url, init)
        },
      },
      useRenameUser,
    )
    const finished: string[] = []
    act(() => {
      void result.current.mutate({ user_id: 5, name: 'First' }).then(({ name }) => finished.push(name))
      void result.current.mutate({ user_id: 5, name: 'Second' }).then(({ name }) => finished.push(name))
    })
    await settle()
    answers.get('Second')?.()
    await settle()
    expect(result.current).toMatchObject({ isPending: false, data: { name: 'Second' } })
    answers.get('First')?.()
    await settle()
    expect(result.current).toMatchObject({ isPending: false, data: { name: 'Second' } })
    expect(finished).toEqual(['Second', 'First'])
  })

  it('takes no arguments where there are none to give', async () => {
    const { result } = renderHooks(createUsersBackend(), createMutationHook(signOutMutation))
    await act(async () => expect(await result.current.mutate()).toBeNull())
    expectTypeOf(result.current.mutate).parameter(0).toEqualTypeOf<Record<string, never> | undefined>()
    expectTypeOf<MouseEvent>().not.toExtend<Parameters<typeof result.current.mutate>[0]>()
    expectTypeOf<MutateArguments<{ page?: number }>[0]>().toEqualTypeOf<{ page?: number } | undefined>()
    expectTypeOf<MutateArguments<Profile>[0]>().toEqualTypeOf<Profile>()
  })

  it('forgets a run under way when it is reset; its promise still brings the result', async () => {
    const backend = createUsersBackend()
    const { result } = renderHooks(backend, useRenameUser)
    backend.hold()
    const finished: string[] = []
    act(
      () =>
        void result.current.mutate({ user_id: 5, name: 'Augusta' }).then(({ name }) => finished.push(name)),
    )
    act(() => result.current.reset())
    expect(result.current.isPending).toBe(false)
    backend.release()
    await settle()
    expect(result.current).toMatchObject({ isPending: false, data: undefined })
    expect(finished).toEqual(['Augusta'])
  })

  it('may settle after its component is gone', async () => {
    const backend = createUsersBackend()
    const { result, unmount } = renderHooks(backend, useRenameUser)
    backend.hold()
    let promise: Promise<Profile> | undefined
    act(() => {
      promise = result.current.mutate({ user_id: 5, name: 'Augusta' })
    })
    unmount()
    backend.release()
    expect(await promise).toEqual({ user_id: 5, name: 'Augusta' })
  })

  it('reads again what it affects when the answer brings no refresh', async () => {
    const backend = createUsersBackend()
    backend.refreshes = false
    const { result } = renderHooks(backend, () => ({
      rename: useRenameUser(),
      profile: useUserProfile({ user_id: 5 }),
    }))
    await settle()
    await act(async () => void (await result.current.rename.mutate({ user_id: 5, name: 'Augusta' })))
    await settle()
    expect(result.current.profile.data?.name).toBe('Augusta')
    expect(backend.asked).toHaveLength(3)
  })
})
