/** Builds every package into its dist/: what is published and what the `mizan` command runs from. */
import { runStep } from './run-step.ts'

process.exit(runStep('build', 'tsdown', ['--logLevel', 'warn']) ? 0 : 1)
