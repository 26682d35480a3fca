/** Everything that CI wants to know: the gates, then every test of every suite, browser included. The last line has the true counts; a gate counts as one. */
import { findChromium } from './find-chromium.ts'
import { findRedis } from './find-redis.ts'
import { GATES } from './gates.ts'
import { withPython } from './python-runtime/prepare-python.ts'
import { runStep } from './run-step.ts'
import { runPytest, runVitest } from './run-suites.ts'

// Gates and suites alike find the browser, Redis and Python by these.
process.env.CHROMIUM_PATH = findChromium()
process.env.REDIS_SERVER_PATH = findRedis()
process.env.PATH = withPython(process.env).PATH

const failedGates = GATES.filter((gate) => !runStep(gate.name, gate)).length
const suites = [runPytest(process.env), runVitest(process.env)]
const sum = (member: 'passed' | 'failed' | 'skipped'): number =>
  suites.reduce((total, suite) => total + suite[member], 0)

const failed = failedGates + sum('failed')
const passed = GATES.length - failedGates + sum('passed')
const skipped = sum('skipped') === 0 ? '' : `, ${sum('skipped')} skipped`
console.log(`vitest: ${passed} passed, ${failed} failed${skipped}`)
process.exit(failed === 0 ? 0 : 1)
