/** The checks that are not tests: each is a command that a person can run alone, printed when it fails. */
import { execPath } from 'node:process'

export interface Gate {
  readonly name: string
  readonly command: string
  readonly words: readonly string[]
  /** From the root. */
  readonly folder?: string
}

const node = (script: string, ...words: string[]) => ({
  command: execPath,
  words: ['--conditions=mizan-source', '--disable-warning=ExperimentalWarning', script, ...words],
})

export const GATES: readonly Gate[] = [
  { name: 'format', command: 'biome', words: ['check', '.'] },
  { name: 'lint', command: 'oxlint', words: ['--type-aware', '--deny-warnings'] },
  { name: 'house', ...node('scripts/check-house.ts') },
  { name: 'types', ...node('node_modules/typescript-7/bin/tsc', '-p', '.', '--noEmit') },
  { name: 'constants are generated', ...node('scripts/generate-constants.ts', '--check') },
  { name: 'vectors agree with an oracle', command: 'python3', words: ['protocol/vectors/oracle.py'] },
  { name: 'build', ...node('scripts/build.ts') },
  {
    name: 'npx mizan generate --check',
    folder: 'examples/taskboard',
    command: 'npx',
    words: ['mizan', 'generate', '--check'],
  },
]
