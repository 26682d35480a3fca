/** Registry and options into the one value that the pipeline's steps share. */
import {
  type Field,
  type JsonValue,
  LIMITS,
  type NamedType,
  paramKind,
  resolveType,
  type TypeExpression,
} from '@mizan/protocol'
import { createBundleCache } from '../cache/bundle-cache.ts'
import { createVaryInputs } from '../cache/vary-inputs.ts'
import { findAroundRun } from '../pipeline/around-run.ts'
import { createGroupHeaders } from '../pipeline/cache-group-headers.ts'
import { createIdentityHash } from '../pipeline/caller-identity.ts'
import { systemClock } from '../pipeline/clock.ts'
import { Counts } from '../pipeline/counters.ts'
import { createMemoryIdempotencyStore } from '../pipeline/idempotency/memory-idempotency-store.ts'
import { createIds } from '../pipeline/ids.ts'
import { createOpenRuns } from '../pipeline/open-runs.ts'
import type { Service, WireContext, WireParam } from '../pipeline/service.ts'
import { createViewRoutes } from '../pipeline/view-routes.ts'
import type { RegisteredContext, RegisteredFunction, Registry } from '../registry/registry.ts'
import { type AppOptions, toOriginPolicy } from './app-options.ts'
import { createErrorLog } from './error-log.ts'
import { toIdentity } from './identity-options.ts'
import { createInvalidationListeners, type InvalidationListeners } from './invalidation-listeners.ts'

export interface ServiceParts {
  readonly service: Service
  readonly listeners: InvalidationListeners
}

export function createService(registry: Registry, options: AppOptions): ServiceParts {
  const log = createErrorLog(options.onError)
  const clock = options.clock ?? systemClock
  const limits = { ...LIMITS, ...options.limits }
  const listeners = createInvalidationListeners(log.report, { clock, patienceMs: limits.refreshBudgetMs })
  const counts = new Counts()
  const types = new Map(registry.ir.types.map((type) => [type.name, type]))
  const inputs = new Map(registry.ir.functions.map((declared) => [declared.name, declared.input]))
  const contexts = toContexts(registry, { inputs, types }, (query) => !query.private)
  const secret = options.secrets?.cache ?? ''
  const cache =
    options.cache &&
    createBundleCache(options.cache, { ...log, registry, contexts: contexts.values(), secret, clock })
  const service: Service = {
    registry,
    types,
    inputs,
    contexts,
    inProcess: toContexts(registry, { inputs, types }, () => true),
    routes: createViewRoutes(registry.functions.values()),
    base: options.base ?? '/api/mizan',
    limits,
    clock,
    createId: createIds(),
    origins: toOriginPolicy(options),
    development: options.development === true,
    identityHash: createIdentityHash(options.secrets?.cache),
    identity: toIdentity(options, clock),
    groups: createGroupHeaders(),
    vary: createVaryInputs(options.vary ?? {}, { secret, limits }),
    cache,
    resolveUser: options.resolveUser,
    transaction: options.transaction,
    openRuns: options.transaction && createOpenRuns(),
    rateLimit: options.rateLimit,
    idempotency: options.idempotency ?? createMemoryIdempotencyStore(),
    nameOf: (value) => registry.nameOf(value),
    report: log.report,
    warnOnce: log.warnOnce,
    log: options.log,
    tracing: options.tracing,
    aroundRun: findAroundRun(options.aroundRun, options.tracing),
    counts,
    async purge(event, lease) {
      counts.invalidations += event.targets.length
      // Before anybody else hears of it: who then asks must not be given the old answer.
      const kept = cache?.purge(event.targets, lease)
      if (kept !== undefined) await kept
      return listeners.purge(event)
    },
  }
  return { service, listeners }
}

type Inputs = ReadonlyMap<string, readonly Field[]>
type Types = ReadonlyMap<string, NamedType>

function toContexts(
  registry: Registry,
  known: { readonly inputs: Inputs; readonly types: Types },
  isServed: (query: RegisteredFunction) => boolean,
): ReadonlyMap<string, WireContext> {
  const contexts = new Map<string, WireContext>()
  for (const declared of registry.contexts.values()) {
    const queries = declared.queries.filter((query) => query.route === undefined && isServed(query))
    if (queries.length > 0)
      contexts.set(declared.name, { declared, queries, params: toWireParams(declared, queries, known) })
  }
  return contexts
}

function toWireParams(
  context: RegisteredContext,
  queries: readonly RegisteredFunction[],
  { inputs, types }: { readonly inputs: Inputs; readonly types: Types },
): readonly WireParam[] {
  return context.params.flatMap((declared) => {
    const reader = queries.find((query) => declared.usedBy.includes(query.name))
    if (reader === undefined) return []
    const { name, type } = declared
    const field = inputs.get(reader.name)?.find((one) => one.name === name)
    return [{ name, type, declared, absent: absentValue(type, field, types) }]
  })
}

function absentValue(type: TypeExpression, field: Field | undefined, types: Types): JsonValue | undefined {
  if (field?.default !== undefined || field?.optional === true) return undefined
  if (paramKind(type, types) === 'list') return []
  const { kind } = resolveType(type, types)
  return kind === 'nullable' || kind === 'json' || kind === 'nothing' ? null : undefined
}
