/** Runs a command whose Node processes write down what they touch, and reads that. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TRACE_FOLDER, type TraceRecord } from './trace-record.ts'

export interface TracedRun {
  readonly exitCode: number
  readonly records: readonly TraceRecord[]
}

/** Rejects when the command cannot be started. What it prints goes to standard error. */
export async function runTraced(
  command: readonly string[],
  directory: string,
  signal: AbortSignal,
): Promise<TracedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'mizan-trace-'))
  try {
    const exitCode = await run(command, { directory, folder, signal })
    return { exitCode, records: await readRecords(folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** From sources `register.ts`, from the built package `register.js`. */
const REGISTER = new URL(`./register.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

function run(
  [program = '', ...words]: readonly string[],
  { directory, folder, signal }: { directory: string; folder: string; signal: AbortSignal },
): Promise<number> {
  const options = [process.env['NODE_OPTIONS'], `--import ${REGISTER.href}`].filter(
    (text) => text !== undefined,
  )
  const child = spawn(program, words, {
    cwd: directory,
    env: { ...process.env, NODE_OPTIONS: options.join(' '), [TRACE_FOLDER]: folder },
    stdio: ['inherit', process.stderr, process.stderr],
    signal,
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function readRecords(folder: string): Promise<TraceRecord[]> {
  const names = await readdir(folder)
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  // A process that was killed may leave half a line at the end.
  const lines = texts.flatMap((text) => text.slice(0, text.lastIndexOf('\n') + 1).split('\n'))
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TraceRecord)
}
