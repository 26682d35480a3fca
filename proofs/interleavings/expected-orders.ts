/** How many orders each scenario has: a number that changes says that a step came, or went, or is looked at no more. */
import type { Ground } from '../stores/ground.ts'

type Orders = Readonly<Record<string, number>>

/** A process alone with its memory takes no leases: fewer steps. */
const ALONE: Orders = {
  'two reads and a mutation': 65,
  'a read and two mutations': 105,
  'three reads and no mutation': 6,
  'three mutations': 45,
  'two reads of two queries and a mutation': 194,
  'a read of two queries, another and a mutation': 223,
  'a mutation, a rollback and a read': 60,
  'a broad lease and a narrow purge': 65,
  'a reader whose rights change': 1659,
  'a reader whose name changes': 21,
  'an eviction': 60,
  'two evictions': 210,
  'two reads, a mutation and an eviction': 880,
  'a store that fails once': 102,
  'a store that fails twice': 274,
  'two reads, a mutation and a store that fails': 762,
}

const SHARED: Orders = {
  'two reads and a mutation': 195,
  'a read and two mutations': 496,
  'three reads and no mutation': 6,
  'three mutations': 840,
  'two reads of two queries and a mutation': 1198,
  'a read of two queries, another and a mutation': 922,
  'a mutation, a rollback and a read': 992,
  'a broad lease and a narrow purge': 195,
  'a reader whose rights change': 1659,
  'a reader whose name changes': 36,
  'an eviction': 112,
  'two evictions': 454,
  'two reads, a mutation and an eviction': 2392,
  'a store that fails once': 156,
  'a store that fails twice': 578,
  'two reads, a mutation and a store that fails': 2157,
  'two processes': 916,
  'two processes that mutate': 992,
  'a process that dies': 156,
  'a process that dies between readers': 2769,
  'two processes that mutate, and one dies': 8169,
  'two processes that die': 312,
  'a store that fails once, and another process': 2103,
  'a process whose store failed mutates': 15942,
  'a purge that fails, and another process': 1179,
}

/** A lease whose tag was evicted holds for everything there: readers bypass, and so end earlier. */
const SHARED_MEMORY: Orders = {
  ...SHARED,
  'an eviction': 107,
  'two evictions': 411,
  'two reads, a mutation and an eviction': 2058,
}

export function expectedOrders({ name, isShared }: Ground, scenario: string): number | undefined {
  if (!isShared) return ALONE[scenario]
  return (name === 'shared memory' ? SHARED_MEMORY : SHARED)[scenario]
}
