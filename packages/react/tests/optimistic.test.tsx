// @vitest-environment happy-dom
import { beginInOrder, optimistic } from '@mizan/client'
import { act, screen } from '@testing-library/react'
import { useEffect } from 'react'
import { expect, it } from 'vitest'
import { createMutationHook } from '../src/index.ts'
import { createTestClient, guardConsole, renderWith, useUserProfile } from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'
import { type Profile, renameUserMutation, userProfileQuery } from './users-descriptors.ts'

guardConsole()

const effects = [{ context: 'user', scope: ['user_id'] }]
const useRenameUser = createMutationHook({ ...renameUserMutation, effects, begin: beginInOrder })

const page: { mutate?: ReturnType<typeof useRenameUser>['mutate'] } = {}

const showName = optimistic<Profile>((view, { user_id, name }) => {
  view.update(userProfileQuery, { user_id }, (old) => ({ ...old, name }))
})

function Page() {
  const { data, isMutating } = useUserProfile({ user_id: 5 })
  const { mutate } = useRenameUser({ optimistic: showName })
  useEffect(() => {
    page.mutate = mutate
  }, [mutate])
  return <p>{`${data?.name ?? '…'}${isMutating ? ' (saving)' : ''}`}</p>
}

it('shows the new value before the answer, and that it is being saved', async () => {
  const backend = createUsersBackend()
  await renderWith(createTestClient(backend), <Page />)
  const { mutate } = page
  backend.hold()
  let run: Promise<unknown> | undefined
  await act(async () => {
    run = page.mutate?.({ user_id: 5, name: 'Augusta' })
  })
  expect(screen.getByText('Augusta (saving)')).toBeDefined()
  backend.release()
  await act(async () => run)
  expect(screen.getByText('Augusta')).toBeDefined()
  expect(page.mutate).toBe(mutate)
})

it('takes it back when the mutation is refused', async () => {
  const backend = createUsersBackend()
  await renderWith(createTestClient(backend), <Page />)
  backend.hold()
  let run: Promise<unknown> | undefined
  await act(async () => {
    run = page.mutate?.({ user_id: 5, name: 'Grace' })
  })
  expect(screen.getByText('Grace (saving)')).toBeDefined()
  backend.release()
  await act(async () => expect(run).rejects.toMatchObject({ code: 'NAME_TAKEN' }))
  expect(screen.getByText('Ada')).toBeDefined()
})
