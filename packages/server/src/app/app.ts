/** An app: what `createApp` makes, with its edges and the ways to use it in process. */
import { createManifest, type IrDocument, printManifest } from '@mizan/protocol'
import { type AppFetch, createFetchHandler } from '../fetch/fetch-handler.ts'
import { createPurgeDelivery, type PurgeDelivery } from '../manifest/deliver-purges.ts'
import { markForEdge } from '../manifest/trusted-edge.ts'
import { varyHeadersOf } from '../manifest/vary-headers.ts'
import type { Counters } from '../pipeline/counters.ts'
import type { InvalidationTarget } from '../pipeline/invalidation-target.ts'
import { ownsTarget } from '../pipeline/owns-target.ts'
import { answerRequest } from '../pipeline/pipeline.ts'
import type { PlainAnswer } from '../pipeline/plain-answer.ts'
import type { PlainRequest } from '../pipeline/plain-request.ts'
import { readTarget } from '../pipeline/read-target.ts'
import type { Service } from '../pipeline/service.ts'
import { whenDone } from '../pipeline/settle.ts'
import { publishTargets, resolveTarget } from '../pipeline/targets.ts'
import type { User } from '../pipeline/user.ts'
import type { Registry } from '../registry/registry.ts'
import { type AppCaller, type CallerOptions, createCaller } from './app-caller.ts'
import type { AppOptions } from './app-options.ts'
import { createService } from './create-service.ts'
import type { InvalidationListener } from './invalidation-listeners.ts'
import { toNamedSecrets } from './secrets.ts'

export interface App {
  /** `/api/mizan` unless the options say otherwise. */
  readonly base: string
  readonly ir: IrDocument
  /** Canonical KDL text, what generators read. */
  readonly irText: string
  /** What an edge works from (`@mizan/edge`), as JSON text: the same bytes as `mizan manifest`. Made when it is asked for. */
  readonly manifestText: string
  /** `Request` → `Response`, for every runtime that has them, and as the `fetch` of a kernel on the server. */
  readonly fetch: AppFetch
  /** The pipeline on plain values, for edges. A promise only where something has to be waited for. Never throws or rejects. */
  handle(request: PlainRequest): PlainAnswer | Promise<PlainAnswer>
  /**
   * Whether a request is this app's to answer: its path lies under the base, or is a view's. For an app beside others on
   * one port. Takes a URL, or a path with or without its query string.
   */
  owns(target: string): boolean
  /** What happened since the start, in numbers; requests only, in-process calls are none. */
  counters(): Counters
  /** Calls functions in process as this user, or as nobody. */
  caller(user: User | null, options?: CallerOptions): AppCaller
  /**
   * Makes entries stale from any code: admin pages, jobs, webhooks. Inside a mutation that runs in the option `transaction`
   * it acts at the commit, like `call.invalidate`, and not at all on rollback; anywhere else at once, and it resolves when
   * the cache and the listeners were told.
   */
  invalidate(...targets: readonly InvalidationTarget[]): Promise<void>
  /** Every target of every mutation and of `invalidate`, hidden ones too. What it returns ends that. */
  onInvalidate(listener: InvalidationListener): () => void
  /** Waits for what is on its way to the cache's store and to edges, and closes it; `serve` does so when it shuts down. */
  close(): Promise<void>
}

export function buildApp(registry: Registry, options: AppOptions): App {
  const { service, listeners } = createService(registry, options)
  const delivery = connectEdges(options, service)
  if (delivery !== undefined) listeners.subscribe((event) => delivery.deliver(event))
  const handle = createHandle(service, options)
  return {
    base: service.base,
    ir: registry.ir,
    irText: registry.irText,
    get manifestText() {
      const about = { base: service.base, varyHeaders: varyHeadersOf(options.vary ?? {}) }
      return printManifest(createManifest(registry.ir, about))
    },
    fetch: createFetchHandler(handle, service.clock),
    handle,
    owns: (target) => ownsTarget(target, service),
    counters: () => service.counts.read(service.cache?.cache.counters),
    caller: (user, callerOptions = {}) => createCaller({ service, user, options: callerOptions }),
    invalidate: (...targets) => invalidateFromAnywhere(targets, service),
    onInvalidate: (listener) => listeners.subscribe(listener),
    async close() {
      await Promise.all([service.cache?.cache.close(), delivery?.close()])
    },
  }
}

function createHandle(service: Service, { secrets }: AppOptions): App['handle'] {
  const edges = toNamedSecrets(secrets?.edge)
  if (edges.length === 0) return (request) => answerRequest(service, request)
  return (request) => {
    const mark = (answer: PlainAnswer): PlainAnswer =>
      markForEdge(answer, request, { secrets: edges, nowMs: Date.now() })
    return whenDone(answerRequest(service, request), mark)
  }
}

function connectEdges(
  { edges = [], secrets }: AppOptions,
  { clock, report }: Service,
): PurgeDelivery | undefined {
  const [secret] = toNamedSecrets(secrets?.edge)
  if (edges.length === 0 || secret === undefined) return undefined
  const fail = (error: unknown): void => report({ id: '-', function: undefined, step: 'invalidate', error })
  return createPurgeDelivery({ edges, secret, clock, report: fail })
}

/** Nobody calls here, so that `own` has nobody to mean. */
async function invalidateFromAnywhere(asked: readonly InvalidationTarget[], service: Service): Promise<void> {
  const targets = asked.map((target) => readTarget(target, service))
  if (targets.some((target) => target.own === true))
    throw new TypeError('invalidate: `own` needs a caller: use call.invalidate in a handler')
  const open = service.openRuns?.current()
  if (open !== undefined) {
    for (const target of asked) open.invalidate(target)
    return
  }
  const resolved = await Promise.all(targets.map((target) => resolveTarget(target, '-', service)))
  const { all } = publishTargets(resolved)
  if (all.length > 0) await service.purge({ targets: all, cause: undefined })
}
