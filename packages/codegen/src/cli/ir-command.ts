/** `mizan ir`: prints the canonical IR text of the project's source. */
import { resolve } from 'node:path'
import { printIr } from '@mizan/protocol'
import { readProjectIr } from '../project-ir.ts'
import { replaceFile } from '../write/apply-changes.ts'
import { type CliCommand, CONFIG_OPTION, type CommandWords } from './command.ts'
import { EXIT_OK, type ExitCode } from './exit-code.ts'
import { printDiagnostics, type Terminal } from './terminal.ts'

export const irCommand: CliCommand = {
  name: 'ir',
  description: 'Print the canonical IR text of the backend',
  options: {
    out: { type: 'string', alias: 'o', valueHint: 'file', description: 'Write it to a file instead' },
    config: CONFIG_OPTION,
  },
  run: runIr,
}

async function runIr(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { document, warnings } = await readProjectIr(terminal.workingDirectory, words.text('config'))
  printDiagnostics(warnings, terminal)
  const text = printIr(document)
  const out = words.text('out')
  if (out === undefined) terminal.writeOut(text)
  else await replaceFile(resolve(terminal.workingDirectory, out), text)
  return EXIT_OK
}
