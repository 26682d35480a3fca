/** Runs one case against one server: step by step, each answer judged as it comes. */
import { randomBytes } from 'node:crypto'
import { judgeAnswer } from '../judge/judge-answer.ts'
import { valueAt } from '../judge/match-json.ts'
import { findFaults } from '../judge/standing.ts'
import { type Answer, headerOf, textOf } from './answer.ts'
import type { Captures, Case, Single, Together } from './case-schema.ts'
import { composeRequest } from './compose-request.ts'
import { CookieJar } from './cookie-jar.ts'
import { exchangeBytes } from './exchange-bytes.ts'
import type { Json } from './json.ts'
import { toBytes } from './parts.ts'
import { fill } from './variables.ts'

export interface Place {
  /** Of the server that the case asks for. */
  readonly url: string
  /** Undefined when the target has no command of that name. */
  run(command: string): Promise<Answer> | undefined
}

export interface CaseResult {
  readonly case: Case
  /** Empty: it passed. */
  readonly problems: readonly string[]
  /** For the comparison of targets; a step without an answer is undefined. */
  readonly answers: readonly (Answer | undefined)[]
}

interface Progress {
  readonly place: Place
  readonly jar: CookieJar
  readonly variables: Record<string, Json>
  readonly named: Map<string, Answer>
  readonly answers: (Answer | undefined)[]
}

/** Never rejects. Later steps do not run after one that failed. */
export async function runCase(one: Case, place: Place): Promise<CaseResult> {
  const variables = createVariables(place.url)
  const progress: Progress = { place, jar: new CookieJar(), variables, named: new Map(), answers: [] }
  try {
    for (const [index, step] of one.steps.entries()) {
      const problems = 'together' in step ? await runTogether(step, progress) : await runStep(step, progress)
      const prefix = one.steps.length > 1 ? `step ${index + 1}: ` : ''
      if (problems.length > 0)
        return { case: one, problems: problems.map((text) => prefix + text), answers: progress.answers }
    }
    return { case: one, problems: [], answers: progress.answers }
  } catch (error) {
    return { case: one, problems: [(error as Error).message], answers: progress.answers }
  }
}

/** What every case has: its server's origin, and a text of 12 letters that no other case has. */
function createVariables(url: string): Record<string, Json> {
  return { origin: url, host: new URL(url).host, nonce: randomBytes(6).toString('hex') }
}

async function runStep(step: Single, progress: Progress): Promise<string[]> {
  const filled = fill(step, progress.variables)
  return judgeStep(filled, await ask(filled, progress), progress)
}

/** All at once, in the order in which they stand. */
async function runTogether({ together, statuses }: Together, progress: Progress): Promise<string[]> {
  const steps = together.map((step) => fill(step, progress.variables))
  const answers = await Promise.all(steps.map((step) => ask(step, progress)))
  const problems = steps.flatMap((step, index) => {
    const answer = answers[index]
    const judged = statuses === undefined || step.expect !== undefined
    const found = judged ? judgeStep(step, answer, progress) : []
    const later = steps.findIndex(({ name }) => name !== undefined && name === step.expect?.before)
    const isEarlier = later < 0 || (answer?.endedMs ?? 0) < (answers[later]?.endedMs ?? 0)
    return isEarlier ? found : [...found, `${step.name ?? index} came after ${steps[later]?.name}`]
  })
  const got = answers.map((answer) => answer?.status ?? 0).toSorted((a, b) => a - b)
  if (statuses !== undefined && String(got) !== String(statuses))
    problems.push(`the statuses are ${String(got)}, not ${String(statuses)}`)
  return problems
}

function ask(step: Single, { place, jar }: Progress): Promise<Answer | undefined> {
  if ('run' in step) {
    const answer = place.run(step.run)
    if (answer === undefined) throw new Error(`this target has no command \`${step.run}\``)
    return answer
  }
  if ('raw' in step) {
    const halfClose = step.halfClose === true
    return exchangeBytes({ url: place.url, bytes: toBytes(step.raw), halfClose })
  }
  const { bytes, isHead } = composeRequest(step, { url: place.url, cookie: jar.toHeader() })
  return exchangeBytes({ url: place.url, bytes, isHead })
}

function judgeStep(step: Single, answer: Answer | undefined, progress: Progress): string[] {
  progress.answers.push(answer)
  if (answer === undefined)
    return step.expect?.refused === true ? [] : ['the connection closed without an answer']
  if (step.name !== undefined) progress.named.set(step.name, answer)
  progress.jar.take(answer)
  const expected = 'run' in step ? { status: 0, ...step.expect } : (step.expect ?? {})
  const faults = step.foreign === true || 'run' in step ? [] : findFaults(answer)
  const problems = [...judgeAnswer(answer, expected, progress.named), ...faults]
  for (const [name, source] of Object.entries(step.capture ?? {})) {
    const value = capture(answer, source, progress.jar)
    if (value === undefined) problems.push(`there is nothing to capture for ${name}`)
    else progress.variables[name] = value
  }
  return problems
}

function capture(
  answer: Answer,
  { header, at, cookie, pattern }: Captures,
  jar: CookieJar,
): Json | undefined {
  const value =
    header !== undefined
      ? headerOf(answer, header)
      : cookie !== undefined
        ? jar.get(cookie)
        : valueAt(JSON.parse(textOf(answer)) as Json, at ?? '')
  if (pattern === undefined || typeof value !== 'string') return value
  return new RegExp(pattern, 'u').exec(value)?.[1]
}
