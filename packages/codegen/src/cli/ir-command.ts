/** `mizan ir`: prints the canonical IR text of the project's source. */
import { resolve } from 'node:path'
import { printIr } from '@mizan/protocol'
import { ConfigFile, findConfig } from '../config/load-config.ts'
import { readSource } from '../generate.ts'
import { createIrSource } from '../sources/ir-source.ts'
import { replaceFile } from '../write/apply-changes.ts'
import { EXIT_OK, type ExitCode } from './exit-code.ts'
import { printDiagnostics, type Terminal } from './terminal.ts'

export interface IrArguments {
  /** A file, in place of standard output. */
  readonly out?: string
  readonly config?: string
}

/** Throws DiagnosticsError. */
export async function runIr(args: IrArguments, terminal: Terminal): Promise<ExitCode> {
  const file = new ConfigFile(findConfig(terminal.workingDirectory, args.config))
  try {
    const { config, root } = await file.load()
    const source = createIrSource(config.source, root)
    try {
      const { document, warnings } = await readSource(source)
      printDiagnostics(warnings, terminal)
      const text = printIr(document)
      if (args.out === undefined) terminal.writeOut(text)
      else await replaceFile(resolve(terminal.workingDirectory, args.out), text)
      return EXIT_OK
    } finally {
      await source.dispose()
    }
  } finally {
    await file.dispose()
  }
}
