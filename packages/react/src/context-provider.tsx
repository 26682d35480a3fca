/** One provider component per context: its params are props, its entry is what the query hooks below it read. */
import type { ContextDescriptor, Reader } from '@mizan/client'
import { type Context, createContext, type ReactNode, useEffect } from 'react'
import { useMizanClient } from './provider.tsx'
import { useSteadyReader } from './steady-reader.ts'

export interface ContextProviderOptions {
  readonly children?: ReactNode
  /** While the entry of changed params loads, go on showing the one before. */
  readonly keepPrevious?: boolean
}

export interface ContextProvider<Params> {
  (props: Params & ContextProviderOptions): ReactNode
  displayName: string
  /** Where the hooks find the entry of the nearest provider. */
  readonly provided: Context<Reader | undefined>
}

export function createContextProvider<Params extends object>(
  context: ContextDescriptor<Params>,
): ContextProvider<Params> {
  const displayName = nameProvider(context.name)
  const Provided = createContext<Reader | undefined>(undefined)
  Provided.displayName = displayName

  function MizanContextProvider(props: Params & ContextProviderOptions): ReactNode {
    const client = useMizanClient()
    const reader = useSteadyReader(
      client.readContext(context, pickParams(context, props)),
      props.keepPrevious,
    )
    // Keeps the bundle loaded as long as the provider stands, whichever of its queries are on screen just now.
    useEffect(() => reader.subscribe(() => {}), [reader])
    return <Provided value={reader}>{props.children}</Provided>
  }

  return Object.assign(MizanContextProvider, { displayName, provided: Provided })
}

/** `team_member` → `TeamMemberContext`, as the generator names its export. */
function nameProvider(context: string): string {
  const words = context.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}Context`
}

function pickParams<Params extends object>(context: ContextDescriptor<Params>, props: Params): Params {
  const params = Object.entries(props).filter(([name]) => Object.hasOwn(context.params, name))
  return Object.fromEntries(params) as Params
}
