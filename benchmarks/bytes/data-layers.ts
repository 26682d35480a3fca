/** The taskboard's data layer as a person writes it on each library: a provider, a hook a query, a hook a mutation that makes the affected queries fresh. */
import { hookOf, MUTATIONS, type MutationName, QUERIES, type QueryName } from './taskboard-functions.ts'

const ROOT = new URL('../../', import.meta.url).pathname

/** One function that asks, and the keys by hand. */
const ASK = `async function ask(path, init) {
  const answer = await fetch('/api/' + path, init)
  const body = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(body.error.message), body.error)
  return body
}
const get = (path, input) => ask(path + '?' + new URLSearchParams(input))
const post = (path, input) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(input) })`

/** Source text by name of the side; the imports of each resolve from this folder. */
export const DATA_LAYERS: Readonly<Record<string, string>> = {
  'Mizan kernel': `export { createClient } from '@mizan/client'`,
  'Mizan kernel + React': `export { MizanProvider, createContextProvider, createQueryHook, createMutationHook } from '@mizan/react'`,
  Mizan: mizanLayer(),
  'tRPC + TanStack Query': trpcLayer(),
  'oRPC + TanStack Query': orpcLayer(),
  'TanStack Query + fetch': tanstackLayer(),
  'SWR + fetch': swrLayer(),
}

function mizanLayer(): string {
  const hooks = [...QUERIES, ...MUTATIONS].map(({ name }) => hookOf(name))
  const contexts = new Set(QUERIES.map(({ context }) => context))
  return `export { MizanProvider, ${hooks.join(', ')} } from '${ROOT}examples/taskboard/web/mizan/react.tsx'
export { ${[...contexts].map(providerOf).join(', ')} } from '${ROOT}examples/taskboard/web/mizan/react.tsx'`
}

function providerOf(context: string): string {
  const words = context.split('_').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
  return `${words.join('')}Context`
}

function trpcLayer(): string {
  return layer({
    head: `import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
export const { TRPCProvider, useTRPC } = createTRPCContext()
export const queryClient = new QueryClient()
export const client = createTRPCClient({ links: [httpBatchLink({ url: '/trpc' })] })
export { QueryClientProvider }`,
    query: ({ name }) => `(input) => useQuery(useTRPC().${name}.queryOptions(input))`,
    mutation: ({ name }, stale) => `() => {
  const trpc = useTRPC()
  const queries = useQueryClient()
  return useMutation(trpc.${name}.mutationOptions({ onSuccess: () => Promise.all([${stale
    .map((query) => `queries.invalidateQueries(trpc.${query.name}.queryFilter())`)
    .join(', ')}]) }))
}`,
  })
}

function orpcLayer(): string {
  return layer({
    head: `import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { BatchLinkPlugin } from '@orpc/client/plugins'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
export const queryClient = new QueryClient()
const link = new RPCLink({ url: '/rpc', plugins: [new BatchLinkPlugin({ groups: [{ condition: () => true, context: {} }] })] })
export const orpc = createTanstackQueryUtils(createORPCClient(link))
export { QueryClientProvider }`,
    query: ({ name }) => `(input) => useQuery(orpc.${name}.queryOptions({ input }))`,
    mutation: ({ name }, stale) => `() => {
  const queries = useQueryClient()
  return useMutation(orpc.${name}.mutationOptions({ onSuccess: () => Promise.all([${stale
    .map((query) => `queries.invalidateQueries({ queryKey: orpc.${query.name}.key() })`)
    .join(', ')}]) }))
}`,
  })
}

function tanstackLayer(): string {
  return layer({
    head: `import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
export const queryClient = new QueryClient()
export { QueryClientProvider }
${ASK}`,
    query: ({ name }) =>
      `(input) => useQuery({ queryKey: ['${name}', input], queryFn: () => get('${name}', input) })`,
    mutation: ({ name }, stale) => `() => {
  const queries = useQueryClient()
  return useMutation({ mutationFn: (input) => post('${name}', input), onSuccess: () => Promise.all([${stale
    .map((query) => `queries.invalidateQueries({ queryKey: ['${query.name}'] })`)
    .join(', ')}]) })
}`,
  })
}

function swrLayer(): string {
  return layer({
    head: `import useSWR, { SWRConfig, useSWRConfig } from 'swr'
import useSWRMutation from 'swr/mutation'
export { SWRConfig }
${ASK}
const read = ([name, input]) => get(name, input)`,
    query: ({ name }) => `(input) => useSWR(['${name}', input], read)`,
    mutation: ({ name }, stale) => `() => {
  const { mutate } = useSWRConfig()
  const names = ${JSON.stringify(stale.map((query) => query.name))}
  return useSWRMutation('${name}', (path, { arg }) => post(path, arg), { onSuccess: () => mutate((key) => names.includes(key[0])) })
}`,
  })
}

interface Layer {
  readonly head: string
  readonly query: (query: QueryName) => string
  readonly mutation: (mutation: MutationName, stale: readonly QueryName[]) => string
}

function layer({ head, query, mutation }: Layer): string {
  const lines = [head]
  for (const one of QUERIES) lines.push(`export const ${hookOf(one.name)} = ${query(one)}`)
  for (const one of MUTATIONS) {
    const stale = QUERIES.filter(({ context }) => one.affects.includes(context))
    lines.push(`export const ${hookOf(one.name)} = ${mutation(one, stale)}`)
  }
  return lines.join('\n')
}
