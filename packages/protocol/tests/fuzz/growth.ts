/** Whether work grows with its input and not with its square: by the ratio of two sizes, so that slow machines do not matter. */
import { expect } from 'vitest'

/** Eight times the input is 8 times the work when it is linear, 64 times when it is a square. */
const TIMES = 8
const MOST = 28
/** Below it nothing can be told, and nothing is wrong: a square would be far above it. */
const TOO_SHORT_MS = 4

/** `run` gets what `make` makes of a size; whether it throws does not matter. */
export function expectLinear<Input>(
  make: (size: number) => Input,
  run: (input: Input) => unknown,
  size = 8000,
): void {
  const long = fastest(make(size * TIMES), run)
  if (long < TOO_SHORT_MS) return
  expect(long / fastest(make(size), run)).toBeLessThan(MOST)
}

function fastest<Input>(input: Input, run: (input: Input) => unknown): number {
  let best = Infinity
  for (let round = 0; round < 3; round++) {
    const begun = performance.now()
    try {
      run(input)
    } catch {
      // A refusal is an answer.
    }
    best = Math.min(best, performance.now() - begun)
  }
  return best
}
