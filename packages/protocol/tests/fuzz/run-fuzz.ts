/** Puts hostile inputs to a reader and counts what it said about them. */
import { expect } from 'vitest'
import { type Corpus, createRandom, hostileBytes, hostileText } from './hostile-text.ts'

/** A reader of texts, or of bytes, as a question with a short answer. */
export interface Fuzz<Input extends string | Uint8Array> {
  readonly name: string
  readonly corpus: Corpus
  readonly make: (random: ReturnType<typeof createRandom>, corpus: Corpus) => Input
  /** Checks what can be checked and says what became of the input. Whatever it throws is a finding. */
  readonly judge: (input: Input) => string
  /** Answers that must all occur, so that not everything dies at the same door. */
  readonly reaches: readonly string[]
}

export const texts = hostileText
export const bytes = hostileBytes

export const INPUTS = 50_000
/** Another one finds other things: `FUZZ_SEED=7 vitest run packages/protocol/tests/fuzz`. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_801)

/** For slow machines; a reader that hangs is found by it too. */
export const PATIENCE_MS = 120_000

export function runFuzz<Input extends string | Uint8Array>(fuzz: Fuzz<Input>, inputs = INPUTS): void {
  const random = createRandom(SEED)
  const counts = new Map<string, number>()
  for (let made = 0; made < inputs; made++) {
    const input = fuzz.make(random, fuzz.corpus)
    const answer = tell(fuzz, input)
    counts.set(answer, (counts.get(answer) ?? 0) + 1)
  }
  const rows = [...counts].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${answer} ${count}`)
  console.log(`fuzz ${fuzz.name}, ${inputs} inputs: ${rows.join(', ')}`)
  expect([...counts.keys()]).toEqual(expect.arrayContaining([...fuzz.reaches]))
}

/** A finding says its input. */
function tell<Input extends string | Uint8Array>({ name, judge }: Fuzz<Input>, input: Input): string {
  try {
    return judge(input)
  } catch (cause) {
    const text = typeof input === 'string' ? JSON.stringify(input) : `[${input.join()}]`
    throw new Error(
      `${name} broke at ${text.slice(0, 2000)}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
  }
}
