/** The vectors doors of two languages, asked the same questions: every answer is the same, byte by byte. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Dice } from './fuzz/dice.ts'
import { createQuestion, OPS } from './fuzz/questions.ts'

const ROOT = join(import.meta.dirname, '../..')
const SEED = 20_261_123
const QUESTIONS = 20_000

interface Door {
  readonly command: string
  readonly words: readonly string[]
  readonly folder: string
}

const typescript: Door = {
  command: process.execPath,
  words: ['--disable-warning=ExperimentalWarning', 'packages/protocol/src/vectors-program.ts'],
  folder: ROOT,
}
const python: Door = {
  command: process.env['MIZAN_PYTHON'] ?? join(ROOT, '.cache/python/bin/python'),
  words: ['-m', 'mizan.vectors'],
  folder: join(ROOT, 'python'),
}

/** What the law fixes of an answer: an error has a code and places, its words are free. */
function comparable(line: string): string {
  const answer: unknown = JSON.parse(line)
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return line
  const { error, fields, ...others } = answer as {
    error: unknown
    fields?: object
    id: unknown
    code?: string
  }
  return JSON.stringify({ ...others, error: typeof error, fields: fields && Object.keys(fields).toSorted() })
}

async function ask(door: Door, questions: readonly string[]): Promise<string[]> {
  const program = spawn(door.command, door.words, { cwd: door.folder, stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  program.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  program.stdin.end(questions.map((question) => `${question}\n`).join(''))
  const code = await new Promise((resolve, reject) => program.on('error', reject).on('close', resolve))
  expect(code).toBe(0)
  return Buffer.concat(chunks).toString('utf8').trimEnd().split('\n')
}

describe('the vectors doors', () => {
  test('answer alike', { timeout: 120_000 }, async () => {
    const dice = new Dice(SEED)
    const questions = Array.from({ length: QUESTIONS }, (_, id) => createQuestion(id, dice))
    const [ours, theirs] = await Promise.all([ask(typescript, questions), ask(python, questions)])
    expect([ours.length, theirs.length]).toEqual([QUESTIONS, QUESTIONS])
    const differences = questions.flatMap((question, at) => {
      const [mine = '', other = ''] = [ours[at], theirs[at]]
      return comparable(mine) === comparable(other) ? [] : [{ question, typescript: mine, python: other }]
    })
    expect(differences.slice(0, 5)).toEqual([])
    // Questions that only errors answer would compare nothing.
    for (const op of OPS.filter((name) => name !== 'no_such_op')) {
      const asked = questions.flatMap((question, at) =>
        question.includes(`"op":"${op}"`) ? [ours[at] ?? ''] : [],
      )
      const told = asked.filter((line) => line.includes('"out":')).length
      expect([op, asked.length > 200, told >= 5]).toEqual([op, true, true])
    }
  })
})
