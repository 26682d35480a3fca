/** Runs a command of a target to its end: its output is an answer like any other. */
import type { Answer } from '../drive/answer.ts'
import { type StartOptions, spawnCommand } from './server-process.ts'

const LIMIT_MS = 60_000

export function runCommand(options: StartOptions): Promise<Answer> {
  const begun = performance.now()
  const child = spawnCommand(options)
  const pieces: Buffer[] = []
  let errors = ''
  child.stdout?.on('data', (piece: Buffer) => pieces.push(piece))
  child.stderr?.on('data', (piece: Buffer) => {
    errors += piece.toString('utf8')
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      const body = Buffer.concat(pieces)
      const headers = errors === '' ? [] : [['stderr', errors] as const]
      const endedMs = performance.now() - begun
      resolve({ status: code ?? 1, headers, body, rawBody: body, endedMs, arrivals: [] })
    })
  })
}
