/** Everything that `mizan lint` finds in an IR text: what makes it no IR, and what is odd about one that is sound. */
import { checkDocument, type IrDocument, IrError, normalizeDocument } from '@mizan/protocol'
import { createError, type Diagnostic } from '../diagnostics/diagnostic.ts'
import type { ReadDocument } from '../sources/read-document.ts'
import { parseIr, placeOfProblem } from '../sources/read-ir.ts'
import { findDeadEffects } from './dead-effects.ts'
import { findEffectlessMutations } from './effectless-mutations.ts'
import { LintedDocument } from './linted-document.ts'
import { findBadScopes } from './scopes.ts'
import { findUnfetchableContexts } from './unfetchable-contexts.ts'
import { findUnusedTypes } from './unused-types.ts'

export interface LintOptions {
  /** Name of the text in messages. */
  readonly file: string
  /** Mutations that are known to affect nothing; `all` where the server refuses those that say nothing. */
  readonly nothing: ReadonlySet<string> | 'all'
}

/** Throws DiagnosticsError when the text cannot be read at all. */
export function lintIr(text: string, { file, nothing }: LintOptions): Diagnostic[] {
  const read = parseIr(text, file)
  const problems = describeProblems(read, file)
  const written = new LintedDocument(read.document, read.places, file)
  const document = normalizeIfPossible(read.document)
  if (document === undefined) return [...problems, ...findUnusedTypes(written)]
  const linted = new LintedDocument(document, read.places, file)
  // What the checks found already is not found a second time.
  const empty = new Set(problems.flatMap(({ where }) => where))
  const unfetchable = findUnfetchableContexts(linted).filter(
    ({ where }) => !where.some((place) => empty.has(place)),
  )
  return [
    ...problems,
    ...unfetchable,
    ...findDeadEffects(linted),
    ...(problems.length === 0 ? findBadScopes(linted) : []),
    ...(nothing === 'all' ? [] : findEffectlessMutations(linted, nothing)),
    ...findUnusedTypes(written),
  ]
}

function describeProblems(read: ReadDocument, file: string): Diagnostic[] {
  return checkDocument(read.document).map((problem) =>
    createError(problem, placeOfProblem(problem, read.places) ?? { file }, hintFor(problem)),
  )
}

/** Problems are sentences of @mizan/protocol; these are the ones that people can do something definite about. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/there is no such context\.?$/, 'Name a context that has a query, or take the effect away.'],
  [/is no query of that context\.?$/, 'Name a query of that context, or the context alone.'],
  [
    /the scope ".*" is no (param|argument)/,
    'A scope names what is a param of the context and an argument of the mutation.',
  ],
  [
    /declare different types or defaults|declares another type or default/,
    'Declare the argument once and use that schema in every query of the context.',
  ],
  [/has no query\.?$/, 'Give it a query, or take the context away.'],
]

function hintFor(problem: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(problem))?.[1]
}

function normalizeIfPossible(document: IrDocument): IrDocument | undefined {
  try {
    return normalizeDocument(document)
  } catch (thrown) {
    if (thrown instanceof IrError) return undefined
    throw thrown
  }
}
