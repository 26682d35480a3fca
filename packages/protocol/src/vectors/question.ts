/** Members of questions, read strictly: a malformed question is refused, never guessed at. */
import type { JsonObject, JsonValue } from '../json/json-value.ts'

export type Question = JsonObject

/** Ops by name. */
export type Questions = Readonly<Record<string, (question: Question) => JsonValue>>

/** Why a question is not answered, with what the door shows beside the text. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly facts: { readonly code?: string; readonly fields?: JsonObject }

  constructor(message: string, facts: Refusal['facts'] = {}) {
    super(message)
    this.facts = facts
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that may be absent. */
export function readOptional(question: Question, name: string): JsonValue | undefined {
  return Object.hasOwn(question, name) ? question[name] : undefined
}

export function readMember(question: Question, name: string): JsonValue {
  const value = readOptional(question, name)
  if (value === undefined) throw new Refusal(`The question lacks "${name}".`)
  return value
}

export function readText(question: Question, name: string): string {
  return asText(readMember(question, name), name)
}

export function readTruth(question: Question, name: string): boolean {
  const value = readMember(question, name)
  if (typeof value !== 'boolean') throw new Refusal(`"${name}" is true or false.`)
  return value
}

export function readObject(question: Question, name: string): JsonObject {
  const value = readMember(question, name)
  if (!isJsonObject(value)) throw new Refusal(`"${name}" is an object.`)
  return value
}

export function readList(question: Question, name: string): readonly JsonValue[] {
  const value = readMember(question, name)
  if (!Array.isArray(value)) throw new Refusal(`"${name}" is a list.`)
  return value
}

/** An object of texts; empty when it is absent. */
export function readTexts(question: Question, name: string): Record<string, string> {
  const members = readOptional(question, name) === undefined ? {} : readObject(question, name)
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, asText(value, name)]))
}

/** A list of texts. */
export function readTextList(question: Question, name: string): string[] {
  return readList(question, name).map((item) => asText(item, name))
}

export function asText(value: JsonValue | undefined, name: string): string {
  if (typeof value !== 'string') throw new Refusal(`"${name}" holds something that is no text.`)
  return value
}
