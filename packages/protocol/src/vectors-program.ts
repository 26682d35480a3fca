/** The vectors door as a program: one JSON question a line on standard input, one JSON answer a line on standard output. */
import { once } from 'node:events'
import { answerLine } from './vectors-door.ts'

// Lines are split as bytes, at line feeds alone: what stands between them is for the decoder to judge.
let rest: Uint8Array[] = []
for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
  let start = 0
  for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
    await write([...rest, chunk.subarray(start, end)])
    rest = []
    start = end + 1
  }
  if (start < chunk.length) rest.push(chunk.subarray(start))
}
if (rest.length > 0) await write(rest)

async function write(parts: readonly Uint8Array[]): Promise<void> {
  const line = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    line.set(part, at)
    at += part.length
  }
  if (!process.stdout.write(`${answerLine(line)}\n`)) await once(process.stdout, 'drain')
}
