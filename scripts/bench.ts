/** Measures Mizan beside its peers: `npm run bench [-- --quick] [-- NAME…]`. Runs the packages as they are published, so it builds them first. */
import { spawnSync } from 'node:child_process'
import { execPath } from 'node:process'
import { ROOT } from './house/source-file.ts'
import { nodeStep, runStep } from './run-step.ts'

const words = process.argv.slice(2)
const reads = words.includes('--check') || words.includes('--render')
if (!reads && !runStep('build', nodeStep('scripts/build.ts'))) process.exit(1)
// Without the source condition that this script itself runs under.
const run = spawnSync(execPath, ['--disable-warning=ExperimentalWarning', 'benchmarks/main.ts', ...words], {
  cwd: ROOT,
  stdio: 'inherit',
})
process.exit(run.status ?? 1)
