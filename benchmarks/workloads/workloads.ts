/** Every workload, in the order in which results are read. */
import type { Workload } from '../harness/results.ts'
import { bundle } from './bundle.ts'
import { bytes } from './bytes.ts'
import { cached } from './cached.ts'
import { edge } from './edge.ts'
import { invalidation } from './invalidation.ts'
import { mutation } from './mutation.ts'
import { purge } from './purge.ts'
import { python } from './python.ts'
import { server } from './server.ts'
import { typing } from './typing.ts'

export const WORKLOADS: readonly Workload[] = [
  server,
  bundle,
  cached,
  purge,
  edge,
  invalidation,
  mutation,
  bytes,
  typing,
  python,
]
