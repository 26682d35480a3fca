// @vitest-environment happy-dom
import { act } from '@testing-library/react'
import { Suspense } from 'react'
import { describe, expect, it } from 'vitest'
import {
  click,
  createTestClient,
  guardConsole,
  renderWith,
  settle,
  UserContext,
  useRenameUser,
  useSignIn,
  useSuspenseUserProfile,
  useUserProfile,
  visibleText,
} from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'
import { signInMutation } from './users-descriptors.ts'

guardConsole()

const Name = () => <p>{useUserProfile().data?.name ?? '…'}</p>
const SuspenseName = () => <p>{useSuspenseUserProfile({ user_id: 6 }).data.name}</p>

function SignIn() {
  const { mutate, data } = useSignIn()
  return (
    <button type="button" onClick={() => void mutate({ user_id: 7 })}>
      {`sign in${data === undefined ? '' : `: ${data.user_id}`}`}
    </button>
  )
}

function Rename() {
  const { mutate, data } = useRenameUser()
  return (
    <button type="button" onClick={() => void mutate({ user_id: 5, name: 'Augusta' })}>
      {`rename${data === undefined ? '' : `: ${data.name}`}`}
    </button>
  )
}

describe('a change of the user', () => {
  it('leaves nothing of the old one on screen, and reads again for the new one', async () => {
    const backend = createUsersBackend()
    await renderWith(
      createTestClient(backend),
      <>
        <UserContext user_id={5} keepPrevious>
          <Name />
        </UserContext>
        <Suspense fallback="waiting">
          <SuspenseName />
        </Suspense>
        <SignIn />
        <Rename />
      </>,
    )
    await click('rename')
    expect(visibleText()).toBe('AugustaGracesign inrename: Augusta')

    backend.holdReads()
    backend.names.set(5, 'For the new user').set(6, 'Also for the new user')
    await click('sign in')
    expect(visibleText()).toBe('…waitingsign in: 7rename')
    backend.release()
    await settle()
    expect(visibleText()).toBe('For the new userAlso for the new usersign in: 7rename')
  })

  it('does not come back as the page before of a pager', async () => {
    const backend = createUsersBackend()
    const client = createTestClient(backend)
    const view = (userId: number) => (
      <UserContext user_id={userId} keepPrevious>
        <Name />
      </UserContext>
    )
    const rerender = await renderWith(client, view(5))
    backend.holdReads()
    await rerender(view(6))
    expect(visibleText()).toBe('Ada')
    await act(async () => void (await client.mutate(signInMutation, { user_id: 7 })))
    await settle()
    expect(visibleText()).toBe('…')
  })
})
