/** IR from what a command prints, such as a Python or Rust backend's own IR command. */
import { spawn } from 'node:child_process'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { decodeIrText } from './ir-bytes.ts'
import type { IrSource } from './ir-source.ts'

export interface CommandOptions {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[]
  /** Absolute. */
  readonly workingDirectory: string
  /** Absolute. */
  readonly watchedPaths: readonly string[]
}

const TIMEOUT_MS = 120_000
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024
/** Of standard error, for the message. */
const MAX_SHOWN_LINES = 20

export class CommandIrSource implements IrSource {
  readonly label: string
  readonly watchedPaths: readonly string[]
  readonly #options: CommandOptions

  constructor(options: CommandOptions) {
    this.label = `output of ${options.command.join(' ')}`
    this.watchedPaths = options.watchedPaths
    this.#options = options
  }

  async load(): Promise<string> {
    const ended = await this.#run()
    if (ended.failure === undefined) return decodeIrText(ended.output, this.label)
    const shown = ended.errorText.trim().split('\n').slice(-MAX_SHOWN_LINES).join('\n')
    const what = `The command ${ended.failure}${shown === '' ? '' : `:\n${shown}`}`
    const hint = 'Run it by hand; it must print IR text on its standard output and end with 0.'
    throw new DiagnosticsError([createError(what, { file: this.#options.command.join(' ') }, hint)])
  }

  async dispose(): Promise<void> {}

  #run(): Promise<{ output: Uint8Array; errorText: string; failure?: string }> {
    const [program = '', ...rest] = this.#options.command
    const child = spawn(program, rest, {
      cwd: this.#options.workingDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    let size = 0
    return new Promise((resolve) => {
      let failure: string | undefined
      const stop = (reason: string) => {
        failure ??= reason
        child.kill('SIGKILL')
      }
      const timer = setTimeout(() => stop(`did not end within ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS)
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > MAX_OUTPUT_BYTES) stop(`printed more than ${MAX_OUTPUT_BYTES} bytes`)
        else output.push(chunk)
      })
      child.stderr.on('data', (chunk: Buffer) => {
        if (errors.length < 1000) errors.push(chunk)
      })
      child.once('error', (error) => {
        failure ??= `could not be run: ${error.message}`
      })
      child.once('close', (code, signal) => {
        clearTimeout(timer)
        if (code !== 0) failure ??= `ended with ${signal ?? `exit code ${code}`}`
        const ended = { output: Buffer.concat(output), errorText: Buffer.concat(errors).toString() }
        resolve(failure === undefined ? ended : { ...ended, failure })
      })
    })
  }
}
