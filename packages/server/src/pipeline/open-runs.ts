/** Which mutation of the app's transaction some code runs in, however deep: what it makes stale waits for the commit (SPEC.md, INV-15). */
import type { RunCall } from './run-call.ts'

export interface OpenRuns {
  /** `work`, and whatever it begins, runs in this call until it settles. */
  within<Result>(call: RunCall, work: () => Promise<Result>): Promise<Result>
  /** Undefined outside of a run, and in what goes on after its end. */
  current(): RunCall | undefined
}

interface OpenRun {
  readonly call: RunCall
  isOpen: boolean
}

interface AsyncStorage {
  run<Result>(store: OpenRun, work: () => Result): Result
  getStore(): OpenRun | undefined
}

/** Undefined on a runtime that cannot tell: there only `call.invalidate` waits. */
export function createOpenRuns(): OpenRuns | undefined {
  const storage = createStorage()
  if (storage === undefined) return undefined
  return {
    within(call, work) {
      const run: OpenRun = { call, isOpen: true }
      return storage.run(run, async () => {
        try {
          return await work()
        } finally {
          run.isOpen = false
        }
      })
    },
    current() {
      const run = storage.getStore()
      return run?.isOpen === true ? run.call : undefined
    },
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
