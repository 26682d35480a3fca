/** Writes everything that is derived: constants and tables from protocol/*.yaml, then the taskboard's generated client. */
import { nodeStep, runStep } from './run-step.ts'

const mizan = nodeStep('packages/codegen/src/cli/main.ts', 'generate')
const ok =
  runStep('constants', nodeStep('scripts/generate-constants.ts')) &&
  runStep('taskboard client', { ...mizan, folder: 'examples/taskboard' })
process.exit(ok ? 0 : 1)
