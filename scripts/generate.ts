/** Writes everything that is derived: constants and tables from protocol/*.yaml, then the taskboard's generated client. */
import { execPath } from 'node:process'
import { ROOT } from './house/source-file.ts'
import { runStep } from './run-step.ts'

const node = (script: string, ...words: string[]) => [
  '--conditions=mizan-source',
  '--disable-warning=ExperimentalWarning',
  `${ROOT}/${script}`,
  ...words,
]

const ok =
  runStep('constants', execPath, node('scripts/generate-constants.ts')) &&
  runStep('taskboard client', execPath, node('packages/codegen/src/cli/main.ts', 'generate'), {
    folder: 'examples/taskboard',
  })
process.exit(ok ? 0 : 1)
