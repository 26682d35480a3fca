/** `mizan trace`: runs the tests and says which effects are missing in the declarations. */
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { readProjectText } from '../project-ir.ts'
import { readIr } from '../sources/read-ir.ts'
import { judgeTrace, type TraceVerdict } from '../trace/judge-trace.ts'
import { runTraced, type TracedRun } from '../trace/run-traced.ts'
import { type CliCommand, CONFIG_OPTION, type CommandWords, UsageError } from './command.ts'
import { EXIT_OK, EXIT_PROBLEMS, type ExitCode } from './exit-code.ts'
import { colorsOf, printDiagnostics, type Terminal } from './terminal.ts'

export const traceCommand: CliCommand = {
  name: 'trace',
  description:
    'Run the tests (mizan trace -- npm test) and find writes that a context reads and no effect declares',
  options: {
    allow: {
      type: 'string',
      valueHint: 'pairs',
      description: 'Pairs MUTATION:CONTEXT that are right as they are, by commas',
    },
    config: CONFIG_OPTION,
  },
  takesRest: true,
  run: runTrace,
}

async function runTrace(words: CommandWords, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  if (words.rest.length === 0) throw new UsageError('The command is missing: mizan trace -- npm test')
  const { text, label, source } = await readProjectText(terminal.workingDirectory, words.text('config'))
  const { document, places } = readIr(text, label)
  const { exitCode, records } = await runCommand(words.rest, terminal, signal)
  if (exitCode !== 0) {
    terminal.writeError(
      `${colorsOf(terminal).red('✗')} the command ended with ${exitCode}; its trace says nothing\n`,
    )
    return EXIT_PROBLEMS
  }
  if (records.length === 0) {
    const hint =
      'Run tests that call the app (its fetch, its caller, or a server) in Node, without an `aroundRun` of their own.'
    throw new DiagnosticsError([
      createError('No function of the app ran', { file: words.rest.join(' ') }, hint),
    ])
  }
  // Lines of an IR text that nobody has as a file would only mislead.
  const placeOf = (name: string) =>
    ('file' in source ? places.get(`function ${name}`) : undefined) ?? { file: label }
  const allowed = new Set((words.text('allow') ?? '').split(','))
  const verdict = judgeTrace({ document, records, placeOf, allowed })
  printDiagnostics(verdict.diagnostics, terminal)
  terminal.writeError(summarize(verdict, document.functions.length, terminal))
  return verdict.diagnostics.some(({ severity }) => severity === 'error') ? EXIT_PROBLEMS : EXIT_OK
}

async function runCommand(
  command: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<TracedRun> {
  try {
    return await runTraced(command, terminal.workingDirectory, signal)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new DiagnosticsError([
      createError(`The command could not be run: ${reason}`, { file: command.join(' ') }),
    ])
  }
}

function summarize(
  { diagnostics, silent, ran, tables }: TraceVerdict,
  all: number,
  terminal: Terminal,
): string {
  const colors = colorsOf(terminal)
  const missing = diagnostics.filter(({ severity }) => severity === 'error').length
  const mark = missing === 0 ? colors.green('✓') : colors.red('✗')
  const counts = `${ran} of ${all} functions ran over ${tables} tables, ${missing} ${missing === 1 ? 'effect is' : 'effects are'} missing`
  const rest =
    silent.length === 0 ? '' : `${colors.dim(`never ran, so nothing is known of: ${silent.join(', ')}`)}\n`
  return `${mark} ${counts}\n${rest}`
}
