/** A whole bundle of a context that is kept: out of the store, of a run that is under way, or run now and kept (SPEC.md, CACHE-12 to CACHE-14, CACHE-20). */
import type { Awaitable, Made, Outcome, RunFacts } from '@mizan/cache'
import { type MadeBundle, makeBundle, toEtag } from '../pipeline/bundle-text.ts'
import type { Caller } from '../pipeline/caller-identity.ts'
import type { ParamSource, Selection } from '../pipeline/exchange.ts'
import type { CallFacts } from '../pipeline/run-call.ts'
import { RunScope } from '../pipeline/run-scope.ts'
import { whenDone } from '../pipeline/settle.ts'
import { decodeBundle, type Ready } from '../pipeline/steps/decode.ts'
import { invokeQueries } from '../pipeline/steps/invoke.ts'
import type { BundleCache } from './bundle-cache.ts'
import type { BundlePlace } from './bundle-places.ts'

export interface Reading {
  readonly cache: BundleCache
  readonly place: BundlePlace
  readonly selection: Selection
  readonly source: ParamSource
  /** Params that passed. Where they may hold more than the wire said, such as what a refinement loaded, a run decodes them again. */
  readonly ready: readonly Ready[] | undefined
  readonly facts: CallFacts
  /** Who calls by now; absent in a public context. */
  readonly reload: (() => Caller | Promise<Caller>) | undefined
  /** Told before the queries run, with the caller for whom they do. */
  readonly onRun: (caller: Caller | undefined) => void
}

export type BundleOutcome = Outcome<MadeBundle>

/** A promise only where the store, a schema, a handler or the app's own hook makes one. */
export function bringBundle(reading: Reading): Awaitable<BundleOutcome> {
  const { cache, place, reload } = reading
  const run = (facts: RunFacts<Caller>): Awaitable<Made<MadeBundle>> => runQueries(reading, facts)
  if (reload === undefined) return cache.cache.bring(place, { run })
  return cache.cache.bring(place, {
    run,
    reload: () => whenDone(reload(), (reader) => ({ pkey: pkeyNow(reading, reader), reader })),
  })
}

/** Whether what the params mean is decided by the IR alone: then they mean the same for ever. */
export function isDecodedByIr({ queries }: Selection): boolean {
  return queries.every((query) => query.isDecodedByIr)
}

/** Another user has no rights in this entry, not even the same ones. */
function pkeyNow({ facts }: Reading, reader: Caller): string {
  return reader.id === facts.caller.id ? (reader.pkey ?? '') : ''
}

/** Not part of any request: its client may go away, and those who wait for it, or come later, still have the result. */
function runQueries(
  reading: Reading,
  { reader, needsPrimary }: RunFacts<Caller>,
): Awaitable<Made<MadeBundle>> {
  const { selection, onRun, place } = reading
  const scope = new RunScope({})
  const caller = reader ?? reading.facts.caller
  const facts: CallFacts = { ...reading.facts, caller, scope, needsPrimary }
  return whenDone(caller.load(), () => {
    onRun(reader)
    return whenDone(decodeNow(reading), (ready) =>
      whenDone(invokeQueries(ready, facts), (outcomes) =>
        toMade(place, makeBundle(selection, { ready, outcomes, service: facts.service })),
      ),
    )
  })
}

function decodeNow({
  ready,
  selection,
  source,
  facts,
}: Reading): readonly Ready[] | Promise<readonly Ready[]> {
  return ready !== undefined && isDecodedByIr(selection)
    ? ready
    : decodeBundle(selection, source, facts.service)
}

/** Kept and shared only where every query succeeded, none read more than its context promises, and the params still mean the same. */
function toMade({ entry }: BundlePlace, made: MadeBundle): Made<MadeBundle> {
  const { bundle } = made
  if (bundle === undefined || bundle.hasFailures || bundle.isTainted) return { own: made }
  if (JSON.stringify(bundle.entry.params) !== JSON.stringify(entry.params)) return { own: made }
  const etag = toEtag(bundle.text)
  return { own: { ...made, etag }, bundle: { body: bundle.text, etag } }
}
