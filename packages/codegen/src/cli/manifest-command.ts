/** `mizan manifest`: prints the edge manifest of the project's source (SPEC.md, EDGE-1). */
import { resolve } from 'node:path'
import { createManifest, printManifest } from '@mizan/protocol'
import { readProjectText } from '../project-ir.ts'
import { readIr } from '../sources/read-ir.ts'
import { replaceFile } from '../write/apply-changes.ts'
import { type CliCommand, CONFIG_OPTION, type CommandWords } from './command.ts'
import { EXIT_OK, type ExitCode } from './exit-code.ts'
import { printDiagnostics, type Terminal } from './terminal.ts'

const DEFAULT_BASE = '/api/mizan'

export const manifestCommand: CliCommand = {
  name: 'manifest',
  description: 'Print the manifest that an edge works from',
  options: {
    out: { type: 'string', alias: 'o', valueHint: 'file', description: 'Write it to a file instead' },
    config: CONFIG_OPTION,
  },
  run: runManifest,
}

async function runManifest(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { text, label, edge = {} } = await readProjectText(terminal.workingDirectory, words.text('config'))
  const { document, warnings } = readIr(text, label)
  printDiagnostics(warnings, terminal)
  const { base = DEFAULT_BASE, vary = {} } = edge
  const manifest = printManifest(createManifest(document, { base, varyHeaders: vary }))
  const out = words.text('out')
  if (out === undefined) terminal.writeOut(manifest)
  else await replaceFile(resolve(terminal.workingDirectory, out), manifest)
  return EXIT_OK
}
