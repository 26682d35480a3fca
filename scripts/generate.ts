/** Writes everything that is derived: constants and tables from protocol/*.yaml, the taskboard's generated client, the API reports. */
import { nodeStep, runStep } from './run-step.ts'

const mizan = nodeStep('packages/codegen/src/cli/main.ts', 'generate')
const ok =
  runStep('constants', nodeStep('scripts/generate-constants.ts')) &&
  runStep('taskboard client', { ...mizan, folder: 'examples/taskboard' }) &&
  runStep('build', nodeStep('scripts/build.ts')) &&
  runStep('API reports', nodeStep('scripts/api-report.ts'))
process.exit(ok ? 0 : 1)
