/** What an answer must be, from what the database held: without a cache, without the code under proof. */
import type { Facts } from './facts.ts'
import type { Ask } from './shapes.ts'

/** The text that a query of the model answers with. */
export interface AnswerText {
  readonly reader: unknown
  readonly data: unknown
  /** Changes that nobody told the cache: only a ttl brings them. */
  readonly drift: number
  readonly rev: number
  readonly tenant: string | null
}

export type ModelAnswer =
  | { readonly kind: 'refused' }
  /** A query of the bundle failed. */
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'answer'
      readonly text: string
      readonly schema: number
      readonly isSettling: boolean
      /** Out of the store. */
      readonly isHit: boolean
    }

export interface Judged {
  readonly ask: Ask
  readonly answer: ModelAnswer
  /** Of the process that answered. */
  readonly schema: number
  readonly rev: number
  /** States that the reader may see: of herself, and of the data. */
  readonly readerStates: readonly Facts[]
  readonly dataStates: readonly Facts[]
  /** In which queries fail, or do not. */
  readonly failingStates: readonly Facts[]
  readonly drifts: readonly number[]
}

/** What a query reads of the reader: undefined where it is none of its business. */
export function toReaderText(
  { shape, params, user }: Pick<Ask, 'shape' | 'params' | 'user'>,
  facts: Facts,
): unknown {
  const looks = shape.guard !== undefined || (shape.leaks === true && params['id'] === '1')
  return looks && user !== null ? facts.users.get(user) : null
}

export function isRefused({ shape, user }: Ask, facts: Facts): boolean {
  if (shape.guard === undefined) return false
  const caller = user === null ? undefined : facts.users.get(user)
  if (caller === undefined) return true
  return shape.guard === 'perm:a' && !caller.permissions.includes('a')
}

/** Every change that matches the entry, with its count: by subsets, as the law says it, not by tags. */
export function toDataText(
  { shape, params, user }: Pick<Ask, 'shape' | 'params' | 'user'>,
  facts: Facts,
): unknown {
  const found: [string, number][] = []
  for (const [text, { change, count }] of facts.changes) {
    if (change.shape !== shape.name) continue
    if (change.own !== undefined && (shape.guard === undefined || change.own !== user)) continue
    const names = Object.keys(change.params)
    if (names.every((name) => Object.hasOwn(params, name) && params[name] === change.params[name]))
      found.push([text, count])
  }
  return found.sort(([one], [other]) => (one < other ? -1 : 1))
}

/** What is wrong with the answer; undefined when it is one that an uncached server could have given. */
export function findFault(judged: Judged): string | undefined {
  const { ask, answer, readerStates } = judged
  if (answer.kind === 'refused')
    return readerStates.some((facts) => isRefused(ask, facts)) ? undefined : 'was refused'
  if (answer.kind === 'failed')
    return ask.shape.fails === true && judged.failingStates.some(({ isFailing }) => isFailing)
      ? undefined
      : 'failed'
  if (answer.schema !== judged.schema) return `has schema ${answer.schema}, not ${judged.schema}`
  const seen = JSON.parse(answer.text) as AnswerText
  if (JSON.stringify(seen) !== answer.text) return 'has other bytes'
  const is = (value: unknown, wanted: unknown): boolean => JSON.stringify(value) === JSON.stringify(wanted)
  if (seen.rev !== judged.rev) return `has rev ${seen.rev}, not ${judged.rev}`
  if (seen.tenant !== (ask.shape.varies === true ? ask.tenant : null)) return `is of tenant ${seen.tenant}`
  if (!readerStates.some((facts) => !isRefused(ask, facts) && is(seen.reader, toReaderText(ask, facts))))
    return `is for ${JSON.stringify(seen.reader)}, not for ${ask.user}`
  if (!judged.dataStates.some((facts) => is(seen.data, toDataText(ask, facts)))) return 'is old'
  if (!judged.drifts.includes(seen.drift))
    return `is past its ttl: drift ${seen.drift} of ${judged.drifts.join()}`
  return undefined
}
