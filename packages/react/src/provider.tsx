/** Gives one kernel client to the components below it. */
import { type Client, type ClientOptions, createClient } from '@mizan/client'
import { createContext, type ReactNode, Suspense, useContext, useState } from 'react'

/** Either a client of your own (tests, server rendering, several apps on one page) ... */
export interface ClientProviderProps {
  readonly client: Client
  readonly baseUrl?: never
  readonly plugins?: never
  readonly fallback?: ReactNode
  readonly children?: ReactNode
}

/** ... or what a client is made of: one is made at mount, and another one when `baseUrl` changes. */
export interface BaseUrlProviderProps {
  readonly client?: never
  /** Where the backend is, `/api/mizan` by convention. */
  readonly baseUrl: ClientOptions['baseUrl']
  /** Of `@mizan/client`, for example `[hydration(state)]`; as they are at mount. */
  readonly plugins?: ClientOptions['plugins']
  /** Shown while a suspense hook that has no nearer `<Suspense>` waits. Nothing by default. */
  readonly fallback?: ReactNode
  readonly children?: ReactNode
}

export type MizanProviderProps = ClientProviderProps | BaseUrlProviderProps

export function MizanProvider(props: MizanProviderProps): ReactNode {
  if (props.client !== undefined) return <Provided {...props} client={props.client} />
  return <OwnedProvider key={props.baseUrl} {...props} />
}

/** The client of the nearest MizanProvider. */
export function useMizanClient(): Client {
  const client = useContext(ClientContext)
  if (client !== undefined) return client
  throw new Error('This component stands in no <MizanProvider>.')
}

const ClientContext = createContext<Client | undefined>(undefined)
ClientContext.displayName = 'MizanClient'

function OwnedProvider({ baseUrl, plugins = [], fallback, children }: BaseUrlProviderProps): ReactNode {
  const [client] = useState(() => createClient({ baseUrl, plugins }))
  return (
    <Provided client={client} fallback={fallback}>
      {children}
    </Provided>
  )
}

/**
 * React throws away the state of a tree that suspends before its first commit. The boundary keeps such a suspension below the client:
 * without it every retry would make a new client, which would ask, and suspend, again. It stands in both forms of the provider, so that
 * a page rendered with the one can be hydrated with the other.
 */
function Provided({
  client,
  fallback,
  children,
}: Omit<ClientProviderProps, 'baseUrl' | 'plugins'>): ReactNode {
  return (
    <ClientContext value={client}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ClientContext>
  )
}
