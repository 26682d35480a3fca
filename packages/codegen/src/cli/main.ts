/** The executable: `bin/mizan.js` imports this. */
import { runCli } from './run-cli.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

const terminal = {
  workingDirectory: process.cwd(),
  isColored: process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined,
  writeOut: (text: string) => process.stdout.write(text),
  writeError: (text: string) => process.stderr.write(text),
}

process.exitCode = await runCli(process.argv.slice(2), terminal, interrupted.signal)
