/** What a run leaves behind: results.json is this, and everything that people read is made of it. */

export interface Results {
  readonly environment: { readonly node: string; readonly cores: number }
  readonly targets: readonly Target[]
  readonly workloads: readonly WorkloadResult[]
}

export interface Target {
  readonly name: string
  readonly target: string
  readonly measured: string
  readonly met: boolean
}

export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface WorkloadResult {
  /** As it stands on the command line, and over its paragraphs in notes.md. */
  readonly name: string
  readonly title: string
  /** What was done, by whom, and how it was counted. */
  readonly about: string
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
  /** Every sample, by table and side. */
  readonly rounds: Readonly<Record<string, unknown>>
}

export interface Workload {
  readonly name: string
  readonly title: string
  run(options: RunOptions): Promise<WorkloadResult>
}

export interface RunOptions {
  readonly quick: boolean
  readonly say: (line: string) => void
}

export function atLeast(name: string, wanted: number, measured: number): Target {
  return { name, target: `≥ ${wanted}`, measured: measured.toFixed(2), met: measured >= wanted }
}

export function atMost(
  name: string,
  wanted: number,
  { measured, unit = '' }: { measured: number; unit?: string },
): Target {
  const space = unit === '' ? '' : ` ${unit}`
  return {
    name,
    target: `≤ ${wanted}${space}`,
    measured: `${round(measured)}${space}`,
    met: measured <= wanted,
  }
}

/** Three digits that mean something, never more places than that. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** `0.93 (0.90–0.95)`. */
export function withSpread({ median, min, max }: { median: number; min: number; max: number }): string {
  return `${round(median)} (${round(min)}–${round(max)})`
}
