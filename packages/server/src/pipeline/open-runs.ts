/** Which mutation of the app's transaction some code runs in, however deep: what it makes stale waits for the commit, and nothing that it reads is kept (SPEC.md, INV-15, CACHE-13). */
import type { RunCall } from './run-call.ts'

export interface OpenRuns {
  /** `work`, and whatever it begins, is inside of a transaction until it settles. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** A run in it: `work`, and whatever it begins, belongs to this call until it settles. */
  within<Result>(call: RunCall, work: () => Promise<Result>): Promise<Result>
  /** Undefined outside of a run, and in what goes on after its end. */
  current(): RunCall | undefined
  isInTransaction(): boolean
}

interface Open {
  isOpen: boolean
}

interface Place {
  readonly transaction: Open
  readonly run?: Open & { readonly call: RunCall }
}

interface AsyncStorage {
  run<Result>(store: Place, work: () => Result): Result
  getStore(): Place | undefined
}

/** Undefined on a runtime that cannot tell: there only `call.invalidate` waits. */
export function createOpenRuns(): OpenRuns | undefined {
  const storage = createStorage()
  if (storage === undefined) return undefined
  return {
    transaction(work) {
      const transaction: Open = { isOpen: true }
      return storage.run({ transaction }, () => closeAfter(transaction, work))
    },
    within(call, work) {
      const run = { call, isOpen: true }
      const { transaction } = storage.getStore() ?? { transaction: { isOpen: false } }
      return storage.run({ transaction, run }, () => closeAfter(run, work))
    },
    current() {
      const run = storage.getStore()?.run
      return run?.isOpen === true ? run.call : undefined
    },
    isInTransaction: () => storage.getStore()?.transaction.isOpen === true,
  }
}

async function closeAfter<Result>(open: Open, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } finally {
    open.isOpen = false
  }
}

/** Without an import, which runtimes that do not have it would stumble over. */
function createStorage(): AsyncStorage | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } }
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as
    | { readonly AsyncLocalStorage?: new () => AsyncStorage }
    | undefined
  return hooks?.AsyncLocalStorage === undefined ? undefined : new hooks.AsyncLocalStorage()
}
