/** The checks that are not tests: each is a command that a person can run alone, printed when it fails. */
import { nodeStep, type Step } from './run-step.ts'

export interface Gate extends Step {
  readonly name: string
}

export const GATES: readonly Gate[] = [
  { name: 'format', command: 'biome', words: ['check', '.'] },
  { name: 'lint', command: 'oxlint', words: ['--type-aware', '--deny-warnings'] },
  { name: 'house', ...nodeStep('scripts/check-house.ts') },
  { name: 'types', ...nodeStep('node_modules/typescript-7/bin/tsc', '-p', '.', '--noEmit') },
  { name: 'constants are generated', ...nodeStep('scripts/generate-constants.ts', '--check') },
  { name: 'vectors agree with an oracle', command: 'python3', words: ['protocol/vectors/oracle.py'] },
  { name: 'build', ...nodeStep('scripts/build.ts') },
  { name: 'API reports', ...nodeStep('scripts/api-report.ts', '--check') },
  { name: 'packages can be published', ...nodeStep('scripts/check-packages.ts') },
  {
    name: 'benchmarks answer correctly',
    // Measures what is published, so it reads the builds.
    command: process.execPath,
    words: ['--disable-warning=ExperimentalWarning', 'benchmarks/main.ts', '--check'],
  },
  { name: 'Python format', folder: 'python', command: 'ruff', words: ['format', '--check', '.'] },
  { name: 'Python lint', folder: 'python', command: 'ruff', words: ['check', '.'] },
  { name: 'Python types', folder: 'python', command: 'pyright', words: ['-p', '.'] },
  { name: 'adapters conform', ...nodeStep('scripts/conformance.ts', '--target=all', '--check') },
  { name: 'wrong servers are caught', ...nodeStep('scripts/conformance.ts', '--wrong-servers') },
  {
    name: 'npx mizan generate --check',
    folder: 'examples/taskboard',
    command: 'npx',
    words: ['mizan', 'generate', '--check'],
  },
]
