/** A program in a process of its own that prints one JSON value and ends: memory and compiled code of nobody else. */
import { execFile } from 'node:child_process'
import { execPath } from 'node:process'

export interface ProgramOptions {
  readonly nodeFlags?: readonly string[]
  readonly timeoutMs?: number
}

export function runProgram<Answer>(
  file: string,
  words: readonly string[],
  options: ProgramOptions = {},
): Promise<Answer> {
  const flags = ['--disable-warning=ExperimentalWarning', ...(options.nodeFlags ?? [])]
  return new Promise((resolve, reject) => {
    execFile(
      execPath,
      [...flags, file, ...words],
      {
        timeout: options.timeoutMs ?? 120_000,
        killSignal: 'SIGKILL',
        maxBuffer: 1 << 26,
        env: { ...process.env, NODE_ENV: 'production' },
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(JSON.parse(stdout) as Answer)
        else reject(new Error(`${file} ${words.join(' ')}: ${error.message}\n${stderr}`))
      },
    )
  })
}
