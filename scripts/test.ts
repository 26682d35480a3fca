/** Everything that CI wants to know: the gates, then every test of every suite, browser included. The last line has the true counts; a gate counts as one. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './find-chromium.ts'
import { GATES } from './gates.ts'
import { ROOT } from './house/source-file.ts'
import { runStep } from './run-step.ts'

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numFailedTestSuites: number
  readonly success: boolean
}

const chromium = findChromium()
const failedGates = GATES.filter((gate) => !runStep(gate.name, gate)).length
const report = runVitest()
const failed = failedGates + (report.success ? 0 : Math.max(1, report.numFailedTests))
const passed = GATES.length - failedGates + report.numPassedTests
const skipped = report.numPendingTests === 0 ? '' : `, ${report.numPendingTests} skipped`
console.log(`vitest: ${passed} passed, ${failed} failed${skipped}`)
process.exit(failed === 0 ? 0 : 1)

function runVitest(): VitestReport {
  const file = join(ROOT, '.cache/vitest.json')
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  rmSync(file, { force: true })
  const words = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  spawnSync('vitest', words, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CHROMIUM_PATH: chromium },
  })
  // No report means that the runner itself fell over, which is a failure too.
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numFailedTestSuites: 1,
      success: false,
    }
  }
}
