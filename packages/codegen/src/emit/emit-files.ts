/** ClientModel → the generated files of a target. */
import type { ClientModel } from '../model/client-model.ts'
import { emitCodecsFile } from './codecs-file.ts'
import { emitContextsFile } from './contexts-file.ts'
import { emitFunctionsFile } from './functions-file.ts'
import type { FileOptions, GeneratedFile } from './generated-file.ts'
import { emitIndexFile } from './index-file.ts'
import { emitModelFile } from './model-file.ts'
import { emitMutationsFile } from './mutations-file.ts'
import { emitQueriesFile } from './queries-file.ts'
import { emitReactFile } from './react-file.ts'

/** `react` is `typescript` and one file more. */
export type CodeTarget = 'typescript' | 'react'

/** Files without any declaration are left out. */
export function emitFiles(model: ClientModel, target: CodeTarget, options: FileOptions): GeneratedFile[] {
  const modules = [
    emitCodecsFile(model, options),
    emitContextsFile(model, options),
    emitFunctionsFile(model, options),
    emitModelFile(model, options),
    emitMutationsFile(model, options),
    emitQueriesFile(model, options),
  ].filter((file) => !file.isEmpty)
  const files = [...modules, emitIndexFile(modules, options)]
  return target === 'react' ? [...files, emitReactFile(model, options)] : files
}
