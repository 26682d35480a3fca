/** One run of the generator: IR text → model → files → the folders of the targets. */
import { resolve } from 'node:path'
import type { MizanConfig, TargetConfig } from './config/config.ts'
import { createError, type Diagnostic, DiagnosticsError } from './diagnostics/diagnostic.ts'
import { emitFiles } from './emit/emit-files.ts'
import { buildModel } from './model/build-model.ts'
import { createIrSource, type IrSource } from './sources/ir-source.ts'
import { type ReadIr, readIr } from './sources/read-ir.ts'
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
    const rendered = renderTarget(read, source.label, output)
    if (changes.length === 0) warnings.push(...rendered.warnings)
    changes.push(...(await planChanges(output.folder, rendered.files)))
  }
  if (options.check !== true) await applyChanges(changes)
  return { changes, warnings }
}

interface Output extends Pick<TargetConfig, 'target' | 'importExtension'> {
  /** Absolute. */
  readonly folder: string
}

/** Two targets of one folder are one: `react` holds everything of `typescript`. */
function groupByFolder({ config, root }: GenerateOptions): Output[] {
  const outputs = new Map<string, Output>()
  for (const { target, out, importExtension } of config.targets) {
    const folder = resolve(root, out)
    const other = outputs.get(folder)
    if (other !== undefined && (other.importExtension ?? 'js') !== (importExtension ?? 'js')) {
      const what = 'Two targets of one folder must have the same `importExtension`'
      throw new DiagnosticsError([createError(what, { file: folder })])
    }
    const both = target === 'react' || other?.target === 'react' ? 'react' : 'typescript'
    outputs.set(folder, {
      folder,
      target: both,
      ...(importExtension === undefined ? {} : { importExtension }),
    })
  }
  return [...outputs.values()]
}

function renderTarget(read: ReadIr, file: string, output: Output) {
  const withReact = output.target === 'react'
  const { model, warnings } = buildModel({ document: read.document, places: read.places, file, withReact })
  const files = emitFiles(model, output.target, { importExtension: output.importExtension ?? 'js' })
  return { warnings, files: files.map((generated) => ({ name: generated.path, text: generated.toString() })) }
}
