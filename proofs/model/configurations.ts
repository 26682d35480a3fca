/** The worlds of the model. */
import type { Configuration } from './world.ts'

export const ONE_PROCESS: Configuration = {
  name: 'one process over a store that fails',
  processes: 1,
  hasFaults: true,
  staleWhileRevalidateMs: 20_000,
}

export const THREE_PROCESSES: Configuration = { name: 'three processes', processes: 3 }

export const TRANSACTIONS: Configuration = {
  name: 'three processes with transactions',
  processes: 3,
  hasTransaction: true,
  staleWhileRevalidateMs: 20_000,
}

export const REPLICAS: Configuration = { name: 'replicas that lag', processes: 2, replicaLagMs: 300 }

export const PRIMARY: Configuration = {
  name: 'replicas that lag, and a primary',
  processes: 2,
  replicaLagMs: 300,
  hasPrimary: true,
  hasTransaction: true,
}

export const CONFIGURATIONS = [ONE_PROCESS, THREE_PROCESSES, TRANSACTIONS, REPLICAS, PRIMARY] as const

/** An edge and its origin, which begin and die together. */
export const EDGE_CONFIGURATIONS: readonly Configuration[] = [
  { name: 'no transactions', processes: 1 },
  { name: 'transactions', processes: 1, hasTransaction: true },
]
