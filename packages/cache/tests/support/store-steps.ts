/** The steps of protocol/vectors/cache-store.json: what a store has before, what it is asked, what it answers and has then. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface StepRow {
  readonly name: string
  readonly kind: 'step'
  readonly step: 'read' | 'write' | 'purge' | 'lease' | 'release'
  readonly now: number
  readonly epoch: string
  readonly tags: readonly string[]
  readonly random?: string
  readonly versions?: readonly string[]
  readonly lease?: string
  readonly leased?: readonly string[]
  readonly lifeMs?: number
  readonly before: Readonly<Record<string, string>>
  readonly answer?: boolean | ReadAnswer
  readonly after: Readonly<Record<string, string>>
}

export interface ReadAnswer {
  readonly versions: readonly string[]
  readonly isLeased: boolean
  readonly ageMs: number
  readonly isCorrupted: boolean
}

export function readStoreSteps(): readonly StepRow[] {
  const file = join(import.meta.dirname, '../../../../protocol/vectors/cache-store.json')
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly { kind: string }[] }
  return rows.filter((row): row is StepRow => row.kind === 'step')
}
