/** The code of README.md: a test checks that every block there stands here, and runs it. */
import type { Client, DehydratedState } from '@mizan/client'
import { createClient, dehydrate, embedState, hydration } from '@mizan/client'
import { Suspense, useState } from 'react'
import { renderToString } from 'react-dom/server'
import {
  createContextProvider,
  createMutationHook,
  createQueryHook,
  createSuspenseQueryHook,
  MizanProvider,
  useMizanClient,
} from '../src/index.ts'
import { renameUserMutation, userContext, userOrdersQuery, userProfileQuery } from './users-descriptors.ts'

export const UserContext = createContextProvider(userContext)
export const useUserProfile = createQueryHook(userProfileQuery, UserContext)
export const useUserOrders = createQueryHook(userOrdersQuery, UserContext)
export const useSuspenseUserProfile = createSuspenseQueryHook(userProfileQuery, UserContext)
export const useRenameUser = createMutationHook(renameUserMutation)

export function App() {
  return (
    <MizanProvider baseUrl="/api/mizan">
      <UserContext user_id={5}>
        <Profile />
        <Rename />
      </UserContext>
    </MizanProvider>
  )
}

function Profile() {
  const { data, error, isPending } = useUserProfile()
  if (isPending) return <p>Loading</p>
  if (error !== undefined) return <p>{error.message}</p>
  return <h1>{data.name}</h1>
}

function Rename() {
  const [name, setName] = useState('')
  const rename = useRenameUser()
  return (
    <>
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <button disabled={rename.isPending} onClick={() => void rename.mutate({ user_id: 5, name })}>
        Rename
      </button>
      {rename.error?.code === 'NAME_TAKEN' && <p>Taken. How about {rename.error.details.suggestion}?</p>}
    </>
  )
}

export function Orders() {
  const [limit, setLimit] = useState(10)
  const { data, isStale } = useUserOrders({ user_id: 5, limit }, { keepPrevious: true })
  return (
    <>
      <p className={isStale ? 'faded' : ''}>{data?.length} orders</p>
      <button onClick={() => setLimit(limit + 10)}>More</button>
    </>
  )
}

export function Page() {
  return (
    <UserContext user_id={5}>
      <Suspense fallback={<p>Loading</p>}>
        <Title />
      </Suspense>
    </UserContext>
  )
}

function Title() {
  const { data } = useSuspenseUserProfile()
  return <h1>{data.name}</h1>
}

export function Failed({ reset }: { reset: () => void }) {
  const { error, refetch } = useUserProfile()
  const retry = () => {
    void refetch()
    reset()
  }
  return <button onClick={retry}>{error?.message} Try again</button>
}

export function Reload() {
  const client = useMizanClient()
  return <button onClick={() => client.invalidate('user')}>Reload users</button>
}

export async function renderPage(client: Client) {
  await client.readContext(userContext, { user_id: 5 }).load()
  const html = renderToString(
    <MizanProvider client={client}>
      <Page />
    </MizanProvider>,
  )
  return { html, state: embedState(dehydrate(client)) }
}

export function HydratedPage({ state }: { state: DehydratedState }) {
  return (
    <MizanProvider baseUrl="/api/mizan" plugins={[hydration(state)]}>
      <Page />
    </MizanProvider>
  )
}

const client = createClient({ baseUrl: '/api/mizan', collectAfterMs: 60_000 })

export function ConfiguredApp() {
  return (
    <MizanProvider client={client} fallback={<p>Loading</p>}>
      <Page />
    </MizanProvider>
  )
}
