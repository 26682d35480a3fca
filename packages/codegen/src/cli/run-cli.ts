/** The `mizan` command: sub-commands, help, exit codes. */
import { stripVTControlCharacters } from 'node:util'
import { type CommandDef, renderUsage } from 'citty'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { type CliCommand, UsageError } from './command.ts'
import { diffCommand } from './diff-command.ts'
import { EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, type ExitCode } from './exit-code.ts'
import { generateCommand } from './generate-command.ts'
import { initCommand } from './init-command.ts'
import { irCommand } from './ir-command.ts'
import { lintCommand } from './lint-command.ts'
import { manifestCommand } from './manifest-command.ts'
import { readWords } from './read-words.ts'
import { printDiagnostics, type Terminal } from './terminal.ts'
import { traceCommand } from './trace-command.ts'

const COMMANDS: readonly CliCommand[] = [
  generateCommand,
  irCommand,
  manifestCommand,
  diffCommand,
  lintCommand,
  traceCommand,
  initCommand,
]

/** Never throws. With `--watch` it ends when `signal` is aborted. */
export async function runCli(
  words: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  try {
    return await dispatch(words, terminal, signal)
  } catch (thrown) {
    if (thrown instanceof DiagnosticsError) {
      printDiagnostics(thrown.diagnostics, terminal)
      return EXIT_PROBLEMS
    }
    if (thrown instanceof UsageError) {
      terminal.writeError(`${thrown.message}\n\nRun \`mizan --help\` to see what there is.\n`)
      return EXIT_USAGE
    }
    const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    const hint = 'Please report it with the text above.'
    printDiagnostics([createError(`mizan failed: ${reason}`, { file: 'mizan' }, hint)], terminal)
    return EXIT_USAGE
  }
}

async function dispatch(
  words: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const [name, ...rest] = words
  if (name === undefined || isHelp(name) || name === 'help') return printUsage(undefined, terminal)
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command === undefined) throw new UsageError(`There is no command "${name}".`)
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (own.some(isHelp)) return printUsage(command, terminal)
  return command.run(readWords(rest, command), terminal, signal)
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h'
}

async function printUsage(command: CliCommand | undefined, terminal: Terminal): Promise<ExitCode> {
  const main: CommandDef = {
    meta: { name: 'mizan', description: 'Typed clients from the declarations of a backend' },
    subCommands: Object.fromEntries(COMMANDS.map((candidate) => [candidate.name, toDefinition(candidate)])),
  }
  const usage =
    command === undefined ? await renderUsage(main) : await renderUsage(toDefinition(command), main)
  // citty looks at the process, not at the terminal that it is printed on.
  terminal.writeOut(`${terminal.isColored ? usage : stripVTControlCharacters(usage)}\n`)
  return EXIT_OK
}

function toDefinition({ name, description, options }: CliCommand): CommandDef {
  return { meta: { name, description }, args: options }
}
