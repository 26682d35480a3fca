/** `mizan generate`: writes the clients, compares them (`--check`) or keeps them fresh (`--watch`). */
import { ConfigFile, findConfig } from '../config/load-config.ts'
import { generate } from '../generate.ts'
import { watchProject } from '../watch/watch-project.ts'
import { diffLines } from '../write/diff-lines.ts'
import type { FileChange } from '../write/plan-changes.ts'
import { type CliCommand, CONFIG_OPTION, type CommandWords, UsageError } from './command.ts'
import { EXIT_OK, EXIT_PROBLEMS, type ExitCode } from './exit-code.ts'
import { describeChanges, reportRun } from './report-run.ts'
import { colorsOf, printDiagnostics, shortenPath, type Terminal } from './terminal.ts'

export const generateCommand: CliCommand = {
  name: 'generate',
  description: 'Write the clients that the configuration names',
  options: {
    check: {
      type: 'boolean',
      description: 'Write nothing; print a diff and end with 1 when files are stale',
    },
    watch: { type: 'boolean', alias: 'w', description: 'Keep the clients fresh until interrupted' },
    config: CONFIG_OPTION,
  },
  run: runGenerate,
}

/** With `--watch` it ends when `signal` is aborted. */
async function runGenerate(words: CommandWords, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const check = words.flag('check')
  if (check && words.flag('watch')) throw new UsageError('--check and --watch do not go together.')
  const path = findConfig(terminal.workingDirectory, words.text('config'))
  if (words.flag('watch')) {
    await watchProject({ configPath: path, signal, onRun: (run) => reportRun(run, terminal) })
    return EXIT_OK
  }
  const file = new ConfigFile(path)
  try {
    const result = await generate({ ...(await file.load()), check })
    printDiagnostics(result.warnings, terminal)
    if (check) return reportCheck(result.changes, terminal)
    terminal.writeError(describeChanges(result.changes, terminal))
    return EXIT_OK
  } finally {
    await file.dispose()
  }
}

function reportCheck(changes: readonly FileChange[], terminal: Terminal): ExitCode {
  const stale = changes.filter((change) => change.kind !== 'keep')
  const colors = colorsOf(terminal)
  if (stale.length === 0) {
    terminal.writeError(`${colors.green('✓')} ${changes.length} generated files are up to date\n`)
    return EXIT_OK
  }
  for (const { path, before, after } of stale) {
    const lines = diffLines(before, after, shortenPath(path, terminal))
    terminal.writeOut(`${lines.map((text) => paintDiff(text, colors)).join('\n')}\n`)
  }
  const count = `${stale.length} of ${changes.length} generated files`
  terminal.writeError(`${colors.red('✗')} ${count} are stale: run \`mizan generate\`\n`)
  return EXIT_PROBLEMS
}

function paintDiff(text: string, colors: ReturnType<typeof colorsOf>): string {
  if (text.startsWith('---') || text.startsWith('+++')) return colors.bold(text)
  if (text.startsWith('-')) return colors.red(text)
  if (text.startsWith('+')) return colors.green(text)
  return text.startsWith('@@') ? colors.cyan(text) : text
}
