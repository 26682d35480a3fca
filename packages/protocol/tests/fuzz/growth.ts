/** Whether work grows with its input and not with its square: by the ratio of two sizes and the time of the own thread, so that slow and busy machines do not matter. */
import { expect } from 'vitest'

/** Eight times the input is 8 times the work when it is linear, 64 times when it is a square. */
const TIMES = 8
const MOST = 32
/** Far below what a square of the long input takes, and far above the steps of the clock. */
const ENOUGH_MS = 80

/** `run` gets what `make` makes of a size; whether it throws does not matter. */
export function expectLinear<Input>(
  make: (size: number) => Input,
  run: (input: Input) => unknown,
  size = 8000,
): void {
  const long = make(size * TIMES)
  if (timeOf(() => run(long)) < ENOUGH_MS) return
  const short = make(size)
  expect(patientTimeOf(() => run(long)) / patientTimeOf(() => run(short))).toBeLessThan(MOST)
}

/** What this thread has used of a processor, in milliseconds: nothing while others have it. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Of one run, out of as many as the clock can see. */
function patientTimeOf(run: () => unknown): number {
  let total = 0
  let runs = 0
  for (; total < ENOUGH_MS; runs++) total += timeOf(run)
  return total / runs
}

function timeOf(run: () => unknown): number {
  const begun = threadMs()
  try {
    run()
  } catch {
    // A refusal is an answer.
  }
  return threadMs() - begun
}
