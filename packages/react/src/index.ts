/** @mizan/react: the kernel's entries and mutations as React providers and hooks. */
export {
  type ContextProvider,
  type ContextProviderOptions,
  createContextProvider,
} from './context-provider.tsx'
export {
  createMutationHook,
  type MutateArguments,
  type MutationHook,
  type MutationOptions,
  type MutationResult,
} from './mutation.ts'
export {
  type BaseUrlProviderProps,
  type ClientProviderProps,
  MizanProvider,
  type MizanProviderProps,
  useMizanClient,
} from './provider.tsx'
export { createQueryHook, type QueryHook } from './query.ts'
export type { QueryOptions } from './query-reader.ts'
export type {
  FailedQueryResult,
  PendingQueryResult,
  QueryActivity,
  QueryResult,
  SuccessfulQueryResult,
} from './query-result.ts'
export {
  createSuspenseQueryHook,
  type SuspenseQueryHook,
  type SuspenseQueryResult,
} from './suspense-query.ts'
