/** What stands around each run of a function: spans, and tools that watch what a handler does. */
import type { TracedRun, Tracing } from './tracing.ts'

/** Calls `next` once and answers what it answered, a promise or not. */
export type AroundRun = (run: TracedRun, next: () => unknown) => unknown

const GLOBAL = Symbol.for('mizan.aroundRun')

/** `given`, or else what a tool put on the global object before the app was made; inside of it the span. */
export function findAroundRun(
  given: AroundRun | undefined,
  tracing: Tracing | undefined,
): AroundRun | undefined {
  const outer = given ?? readGlobal()
  if (tracing === undefined) return outer
  const inner: AroundRun = (run, next) => tracing.run(run, next)
  return outer === undefined ? inner : (run, next) => outer(run, () => inner(run, next))
}

/** So that nobody has to edit an app to watch it: `mizan trace` loads it from outside. */
function readGlobal(): AroundRun | undefined {
  const value = (globalThis as { [GLOBAL]?: unknown })[GLOBAL]
  return typeof value === 'function' ? (value as AroundRun) : undefined
}
