/** The generator as a library, and what a `mizan.config.ts` is written with. The command is `mizan`. */
export {
  type CodeTargetConfig,
  type CommandSource,
  defineConfig,
  type EntrySource,
  type FileSource,
  type McpTargetConfig,
  type MizanConfig,
  type OpenapiTargetConfig,
  type SourceConfig,
  type TargetConfig,
} from './config/config.ts'
export { type Diagnostic, DiagnosticsError, formatPlace, type Place } from './diagnostics/diagnostic.ts'
export type { CodeTarget } from './emit/emit-files.ts'
export type { ImportExtension } from './emit/generated-file.ts'
export { type GenerateOptions, type GenerateResult, generate } from './generate.ts'
export { type ReadIr, readIr } from './sources/read-ir.ts'
export type { FileChange } from './write/plan-changes.ts'
