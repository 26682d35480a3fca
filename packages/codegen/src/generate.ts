/** One run of the generator: IR text → model → files → the folders of the targets. */
import type { MizanConfig } from './config/config.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { groupByFolder, renderOutput } from './output.ts'
import { createIrSource, type IrSource } from './sources/ir-source.ts'
import { readIr } from './sources/read-ir.ts'
import { applyChanges } from './write/apply-changes.ts'
import { type FileChange, planChanges } from './write/plan-changes.ts'

export interface GenerateOptions {
  readonly config: MizanConfig
  /** Absolute folder that relative paths of the config are taken from. */
  readonly root: string
  /** Compare only, write nothing. */
  readonly check?: boolean
}

export interface GenerateResult {
  /** What was done, or with `check` what would have been done. Files that were right already are among them as `keep`. */
  readonly changes: readonly FileChange[]
  readonly warnings: readonly Diagnostic[]
}

/** Throws DiagnosticsError; nothing is written then. */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const source = createIrSource(options.config.source, options.root)
  try {
    return await generateFrom(source, options)
  } finally {
    await source.dispose()
  }
}

/** With a source that is kept from run to run. */
export async function generateFrom(source: IrSource, options: GenerateOptions): Promise<GenerateResult> {
  const read = readIr(await source.load(), source.label)
  const warnings = [...read.warnings]
  const changes: FileChange[] = []
  for (const output of groupByFolder(options)) {
    const rendered = renderOutput(read, source.label, output)
    if (changes.length === 0) warnings.push(...rendered.warnings)
    changes.push(...(await planChanges(output.folder, rendered.files)))
  }
  if (options.check !== true) await applyChanges(changes)
  return { changes, warnings }
}
