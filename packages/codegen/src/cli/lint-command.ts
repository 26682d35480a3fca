/** `mizan lint`: what is wrong or odd about a backend's declarations as a whole. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createError, type Diagnostic, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { lintIr } from '../lint/lint-ir.ts'
import { readProjectText } from '../project-ir.ts'
import { decodeIrText } from '../sources/ir-bytes.ts'
import { type CliCommand, CONFIG_OPTION, type CommandWords } from './command.ts'
import { EXIT_OK, EXIT_PROBLEMS, type ExitCode } from './exit-code.ts'
import { colorsOf, printDiagnostics, type Terminal } from './terminal.ts'

export const lintCommand: CliCommand = {
  name: 'lint',
  description: 'Find contexts that nobody can fetch, effects that mean nothing, scopes that never match',
  options: {
    FILE: { type: 'positional', required: false, description: 'File with IR text; the project by default' },
    nothing: {
      type: 'string',
      valueHint: 'names',
      description: 'Mutations that are known to affect nothing, by commas',
    },
    strict: { type: 'boolean', description: 'End with 1 for warnings too' },
    config: CONFIG_OPTION,
  },
  run: runLint,
}

async function runLint(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { text, label, isRefusedByServer } = await readText(words, terminal.workingDirectory)
  const named = new Set((words.text('nothing') ?? '').split(',').filter((name) => name !== ''))
  const found = lintIr(text, { file: label, nothing: isRefusedByServer ? 'all' : named })
  printDiagnostics(found, terminal)
  terminal.writeError(summarize(found, terminal))
  const isBad = words.flag('strict') ? found.length > 0 : found.some(isError)
  return isBad ? EXIT_PROBLEMS : EXIT_OK
}

async function readText(words: CommandWords, directory: string) {
  const name = words.text('FILE')
  if (name !== undefined) {
    return { text: await readIrFile(name, directory), label: name, isRefusedByServer: false }
  }
  const { text, label, source } = await readProjectText(directory, words.text('config'))
  // `createApp` takes no mutation that does not say what it affects, so that what has no effects here means it.
  return { text, label, isRefusedByServer: 'entry' in source }
}

async function readIrFile(name: string, directory: string): Promise<string> {
  try {
    return decodeIrText(await readFile(resolve(directory, name)), name)
  } catch (thrown) {
    if (thrown instanceof DiagnosticsError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new DiagnosticsError([createError(`The IR file cannot be read: ${reason}`, { file: name })])
  }
}

function summarize(found: readonly Diagnostic[], terminal: Terminal): string {
  const colors = colorsOf(terminal)
  const errors = found.filter(isError).length
  if (found.length === 0) return `${colors.green('✓')} nothing to mend\n`
  const mark = errors > 0 ? colors.red('✗') : colors.yellow('!')
  return `${mark} ${errors} ${errors === 1 ? 'error' : 'errors'}, ${found.length - errors} warnings\n`
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}
