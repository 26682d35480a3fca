/** The `mizan` command: sub-commands, options, help, exit codes. */
import { stripVTControlCharacters } from 'node:util'
import { type ArgDef, type ArgsDef, type CommandDef, parseArgs, renderUsage } from 'citty'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { optional } from '../optional-member.ts'
import { EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, type ExitCode } from './exit-code.ts'
import { runGenerate } from './generate-command.ts'
import { runIr } from './ir-command.ts'
import { printDiagnostics, type Terminal } from './terminal.ts'

const CONFIG_OPTION: ArgDef = {
  type: 'string',
  alias: 'c',
  valueHint: 'file',
  description: 'Configuration file (default: mizan.config.ts in the current folder)',
}

const GENERATE_OPTIONS: ArgsDef = {
  check: { type: 'boolean', description: 'Write nothing; print a diff and end with 1 when files are stale' },
  watch: { type: 'boolean', alias: 'w', description: 'Keep the clients fresh until interrupted' },
  config: CONFIG_OPTION,
}

const IR_OPTIONS: ArgsDef = {
  out: { type: 'string', alias: 'o', valueHint: 'file', description: 'Write it to a file instead' },
  config: CONFIG_OPTION,
}

const generateCommand: CommandDef = {
  meta: { name: 'generate', description: 'Write the clients that the configuration names' },
  args: GENERATE_OPTIONS,
}

const irCommand: CommandDef = {
  meta: { name: 'ir', description: 'Print the canonical IR text of the backend' },
  args: IR_OPTIONS,
}

const mainCommand: CommandDef = {
  meta: { name: 'mizan', description: 'Typed clients from the declarations of a backend' },
  subCommands: { generate: generateCommand, ir: irCommand },
}

class UsageError extends Error {}

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
  const wantsHelp = rest.some(isHelp)
  if (name === undefined || isHelp(name) || name === 'help') return printUsage(mainCommand, terminal)
  if (name === 'generate') {
    if (wantsHelp) return printUsage(generateCommand, terminal)
    return dispatchGenerate(rest, terminal, signal)
  }
  if (name === 'ir') {
    if (wantsHelp) return printUsage(irCommand, terminal)
    const options = readOptions(rest, IR_OPTIONS)
    const [out, config] = [readText(options['out']), readText(options['config'])]
    return runIr({ ...optional('out', out), ...optional('config', config) }, terminal)
  }
  throw new UsageError(`There is no command "${name}".`)
}

function dispatchGenerate(
  words: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const options = readOptions(words, GENERATE_OPTIONS)
  const [check, watch] = [options['check'] === true, options['watch'] === true]
  if (check && watch) throw new UsageError('--check and --watch do not go together.')
  return runGenerate({ check, watch, ...optional('config', readText(options['config'])) }, terminal, signal)
}

/** Refuses what citty would let pass: unknown options, stray words, options without their value. */
function readOptions(words: readonly string[], known: ArgsDef): Readonly<Record<string, unknown>> {
  const names = Object.entries(known).flatMap(([name, option]) => [`--${name}`, ...lettersOf(option)])
  for (const word of words) {
    const name = word.replace(/^(--[^=]*)=.*$/s, '$1')
    if (word.startsWith('-') && !names.includes(name)) throw new UsageError(`There is no option "${name}".`)
  }
  const { _: stray, ...options } = parseArgs([...words], known)
  if (stray[0] !== undefined) throw new UsageError(`"${stray[0]}" does not belong here.`)
  return options
}

function lettersOf(option: ArgDef): string[] {
  return 'alias' in option ? [option.alias ?? []].flat().map((letter) => `-${letter}`) : []
}

function readText(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError('An option lacks its value.')
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h'
}

async function printUsage(command: CommandDef, terminal: Terminal): Promise<ExitCode> {
  const parent = command === mainCommand ? undefined : mainCommand
  const usage = await renderUsage(command, parent)
  // citty looks at the process, not at the terminal that it is printed on.
  terminal.writeOut(`${terminal.isColored ? usage : stripVTControlCharacters(usage)}\n`)
  return EXIT_OK
}
