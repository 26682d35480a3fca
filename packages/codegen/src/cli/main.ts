/** The executable: `bin/mizan.js` imports this. */
import { isatty } from 'node:tty'
import { runCli } from './run-cli.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

const terminal = {
  workingDirectory: process.cwd(),
  isColored: isatty(2) && process.env['NO_COLOR'] === undefined,
  writeOut: (text: string) => process.stdout.write(text),
  writeError: (text: string) => process.stderr.write(text),
}

process.exitCode = await runCli(process.argv.slice(2), terminal, interrupted.signal)
