/** What a sub-command of `mizan` is: its words, and what it does with them. */
import type { ArgDef, ArgsDef } from 'citty'
import type { ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

export interface CliCommand {
  readonly name: string
  /** One sentence, for the help. */
  readonly description: string
  /** Options, and operands as `positional`. */
  readonly options: ArgsDef
  /** What stands after `--` is for `rest`; such as a command to run. */
  readonly takesRest?: boolean
  /** Throws DiagnosticsError, or UsageError. */
  run(words: CommandWords, terminal: Terminal, signal: AbortSignal): Promise<ExitCode>
}

/** The words of a command line, read by the command's options. */
export interface CommandWords {
  flag(name: string): boolean
  /** Undefined when it was left out. */
  text(name: string): string | undefined
  readonly rest: readonly string[]
}

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const CONFIG_OPTION: ArgDef = {
  type: 'string',
  alias: 'c',
  valueHint: 'file',
  description: 'Configuration file (default: mizan.config.ts in the current folder)',
}
