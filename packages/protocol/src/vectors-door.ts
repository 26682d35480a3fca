/** The vectors door (protocol/vectors/README.md): questions to the pure parts, answered by the modules that adapters use. */

import { toCanonicalJson } from './json/canonical-json.ts'
import { JsonError } from './json/json-error.ts'
import type { JsonObject, JsonValue } from './json/json-value.ts'
import { parseJson } from './json/parse-json.ts'
import { edgeQuestions } from './vectors/edge-questions.ts'
import { hashQuestions } from './vectors/hash-questions.ts'
import { identityQuestions } from './vectors/identity-questions.ts'
import { irQuestions } from './vectors/ir-questions.ts'
import { isJsonObject, type Question, type Questions, Refusal } from './vectors/question.ts'
import { targetQuestions } from './vectors/target-questions.ts'
import { valueQuestions } from './vectors/value-questions.ts'

export type VectorAnswer =
  | { readonly id: JsonValue; readonly out: JsonValue }
  | { readonly id: JsonValue; readonly error: string; readonly code?: string; readonly fields?: JsonObject }

/** Answers a decoded question. Never throws: what cannot be answered is an answer with an error. */
export function answer(question: unknown): VectorAnswer {
  const id = isJsonObject(question) && Object.hasOwn(question, 'id') ? (question['id'] ?? null) : null
  try {
    if (!isJsonObject(question)) throw new Refusal('A question is a JSON object.')
    return { id, out: ask(question) }
  } catch (error) {
    const text = error instanceof Error ? error.message : 'The question cannot be answered.'
    return { id, error: text, ...(error instanceof Refusal && error.facts) }
  }
}

/** Answers one line: bytes in, JSON text out, without the newline. */
export function answerLine(line: Uint8Array): string {
  try {
    return toCanonicalJson(answer(parseJson(line)))
  } catch (error) {
    return toCanonicalJson({
      id: null,
      error: error instanceof JsonError ? error.message : 'The answer is no JSON.',
    })
  }
}

function ask(question: Question): JsonValue {
  const { op } = question
  const questions: Questions = {
    ...edgeQuestions,
    ...hashQuestions,
    ...identityQuestions,
    ...irQuestions,
    ...targetQuestions,
    ...valueQuestions,
  }
  const asked = typeof op === 'string' && Object.hasOwn(questions, op) ? questions[op] : undefined
  if (asked === undefined) throw new Refusal('There is no such op.')
  return asked(question)
}
