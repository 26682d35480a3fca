/** Which entry a query hook reads: its own slice when it is given params, else that of the nearest provider of its context. */
import type { QueryDescriptor, Reader } from '@mizan/client'
import { createContext, useContext } from 'react'
import type { ContextProvider } from './context-provider.tsx'
import { useMizanClient } from './provider.tsx'
import { useSteadyReader } from './steady-reader.ts'

export interface QueryOptions {
  /** While the slice of changed params loads, go on showing the one before. For a hook with params; a provider has its own `keepPrevious`. */
  readonly keepPrevious?: boolean
  /** Reads again at least this often while the component stands, for what changes without a mutation of this app. */
  readonly intervalMs?: number
}

/** What a hook was made of. */
export interface QuerySource<Params, Data, Failure> {
  readonly query: QueryDescriptor<Params, Data, Failure>
  readonly provider: ContextProvider<never> | undefined
}

export function useQueryReader<Params, Data, Failure>(
  source: QuerySource<Params, Data, Failure>,
  params: Params | undefined,
  options: QueryOptions | undefined,
): Reader {
  const client = useMizanClient()
  const provided = useContext(source.provider?.provided ?? NoProvider)
  const asked = params ?? (provided === undefined ? noParams(source.query) : undefined)
  const reader = asked === undefined ? provided : client.readQuery(source.query, asked)
  if (reader === undefined) throw new Error(missingProvider(source))
  return useSteadyReader(reader, asked !== undefined && options?.keepPrevious)
}

const NoProvider = createContext<Reader | undefined>(undefined)

/** A query that declares no params can be read by itself wherever it stands. */
function noParams<Params, Data, Failure>(query: QueryDescriptor<Params, Data, Failure>): Params | undefined {
  return Object.keys(query.params).length === 0 ? ({} as Params) : undefined
}

function missingProvider<Params, Data, Failure>({
  query,
  provider,
}: QuerySource<Params, Data, Failure>): string {
  const around = provider === undefined ? '' : ` or a <${provider.displayName}> around it`
  return `"${query.name}" needs its params: { ${Object.keys(query.params).join(', ')} }${around}.`
}
