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

export interface EntryText {
  /** Canonical texts by name. */
  readonly params: Readonly<Record<string, string>>
  /** `user;user_id=5`; undefined when it is too long for a header and stands in the bundle. */
  readonly header: string | undefined
}

/** At least one outcome must be a success. */
export function toBundleText(
  selection: Selection,
  {
    ready,
    outcomes,
    service,
  }: { ready: readonly Ready[]; outcomes: readonly QueryOutcome[]; service: Service },
): BundleText {
  const params = toCanonicalParams(selection, ready)
  const entryText = encodeEntryHeader(selection.context.declared.name, params)
  const fits = entryText.length <= service.limits.maxHeaderBytes
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
  if (!fits) members.push(['_mizan_entry', JSON.stringify(entryText)])
  return {
    text: toObjectText(members),
    entry: { params, header: fits ? entryText : undefined },
    isTainted,
    hasFailures: errors.length > 0,
  }
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
