/** A bundle as bytes, with what its headers say: the same for a fetch and for a refresh (SPEC.md, Headers of a bundle). */
import { encodeEntryHeader } from '@mizan/protocol'
import type { RegisteredContext } from '../registry/registry.ts'
import type { Selection } from './exchange.ts'
import type { ErrorBody } from './failure.ts'
import { hashText } from './hash-text.ts'
import type { Service } from './service.ts'
import type { Ready } from './steps/decode.ts'
import type { QueryOutcome, Ran } from './steps/invoke.ts'

export interface BundleText {
  readonly text: string
  readonly entry: EntryText
  /** A run read what its context does not promise, or put something on the answer. */
  readonly isTainted: boolean
  readonly hasFailures: boolean
}

/** What the queries of a bundle came to. */
export interface MadeBundle {
  readonly outcomes: readonly QueryOutcome[]
  /** Undefined when every query failed. */
  readonly bundle: BundleText | undefined
  /** Where somebody needed it already. */
  readonly etag?: string
}

export interface EntryText {
  /** Canonical texts by name. */
  readonly params: Readonly<Record<string, string>>
  /** `user;user_id=5`; undefined when it is too long for a header and stands in the bundle. */
  readonly header: string | undefined
}

export function makeBundle(selection: Selection, { ready, outcomes, service }: BundleParts): MadeBundle {
  if (outcomes.every((outcome) => 'failure' in outcome)) return { outcomes, bundle: undefined }
  return { outcomes, bundle: toBundleText(selection, { ready, outcomes, service }) }
}

interface BundleParts {
  readonly ready: readonly Ready[]
  readonly outcomes: readonly QueryOutcome[]
  readonly service: Service
}

/** At least one outcome must be a success. */
export function toBundleText(selection: Selection, { ready, outcomes, service }: BundleParts): BundleText {
  const { name } = selection.context.declared
  const entry = toEntryText(selection, ready, service)
  const members: [name: string, text: string][] = []
  const errors: [string, ErrorBody][] = []
  let isTainted = false
  for (const outcome of outcomes) {
    if ('failure' in outcome) errors.push([outcome.name, outcome.failure.error])
    else {
      members.push([outcome.ran.ready.function.name, outcome.ran.text])
      isTainted ||= isTaintedRun(outcome.ran, selection.context.declared)
    }
  }
  if (errors.length > 0) members.push(['_mizan_errors', JSON.stringify(Object.fromEntries(errors))])
  if (entry.header === undefined)
    members.push(['_mizan_entry', JSON.stringify(encodeEntryHeader(name, entry.params))])
  return {
    text: toObjectText(members),
    entry,
    isTainted,
    hasFailures: errors.length > 0,
  }
}

export function toEntryText(selection: Selection, ready: readonly Ready[], { limits }: Service): EntryText {
  const params = toCanonicalParams(selection, ready)
  const header = encodeEntryHeader(selection.context.declared.name, params)
  return { params, header: header.length <= limits.maxHeaderBytes ? header : undefined }
}

/** Strong: of these bytes. */
export function toEtag(text: string): string {
  return `"${hashText(text).slice(0, 32)}"`
}

/** A query may read its params, its vary inputs, and the caller where its context is user-scoped (SPEC.md, CACHE-4). */
export function isTaintedRun(
  { call }: Pick<Ran, 'call'>,
  { userScoped }: Pick<RegisteredContext, 'userScoped'>,
): boolean {
  return call.hasReadRequest || (call.hasReadUser && !userScoped)
}

export function toCanonicalParams(selection: Selection, ready: readonly Ready[]): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const { declared } of selection.context.params) {
    const reader = ready.find(
      (one) => declared.usedBy.includes(one.function.name) && Object.hasOwn(one.normal, declared.name),
    )
    const value = reader?.normal[declared.name]
    const text = value === undefined || value === null ? undefined : declared.canonicalText(value)
    if (text !== undefined) texts[declared.name] = text
  }
  return texts
}

/** Members in byte order, which for names of ASCII is the order of code units. */
function toObjectText(members: [name: string, text: string][]): string {
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  let text = ''
  for (const [name, value] of members) text += `${text === '' ? '' : ','}"${name}":${value}`
  return `{${text}}`
}
