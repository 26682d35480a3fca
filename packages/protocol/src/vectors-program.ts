/** The vectors door as a program: one JSON question a line on standard input, one JSON answer a line on standard output. */
import { createInterface } from 'node:readline'
import { answerLine } from './vectors-door.ts'

// Latin-1 keeps every byte apart, so that a line of hostile bytes reaches the decoder as it came.
const lines = createInterface({ input: process.stdin.setEncoding('latin1'), crlfDelay: Infinity })
for await (const line of lines) {
  process.stdout.write(`${answerLine(Uint8Array.from(line, (char) => char.charCodeAt(0)))}\n`)
}
