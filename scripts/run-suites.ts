/** The test suites, one runner a language, and their true counts. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './house/source-file.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
}

export function runVitest(environment: NodeJS.ProcessEnv): Counts {
  const file = freshReport('vitest.json')
  const words = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  spawnSync('vitest', words, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: environment })
  const report = readReport(file)
  if (report === undefined) return FELL_OVER
  const { numPassedTests, numFailedTests, numPendingTests, success } = JSON.parse(report) as VitestReport
  // A file that cannot be loaded fails without a failed test.
  const failed = success ? 0 : Math.max(1, numFailedTests)
  return { passed: numPassedTests, failed, skipped: numPendingTests }
}

export function runPytest(environment: NodeJS.ProcessEnv): Counts {
  const file = freshReport('pytest.xml')
  const done = spawnSync('pytest', ['-q', '--no-header', `--junitxml=${file}`], {
    cwd: join(ROOT, 'python'),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  })
  const report = readReport(file)
  if (report === undefined) return FELL_OVER
  const count = (name: string): number =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(report)?.[1] ?? 0)
  const skipped = count('skipped')
  const failed = count('failures') + count('errors')
  const passed = count('tests') - failed - skipped
  return { passed, failed: done.status === 0 ? failed : Math.max(1, failed), skipped }
}

/** No report means that the runner itself fell over, which is a failure too. */
const FELL_OVER: Counts = { passed: 0, failed: 1, skipped: 0 }

function freshReport(name: string): string {
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  const file = join(ROOT, '.cache', name)
  rmSync(file, { force: true })
  return file
}

function readReport(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
