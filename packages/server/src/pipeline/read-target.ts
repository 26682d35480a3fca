/** A target that application code names, checked: what an app cannot mean is its mistake, and said at once. */
import type { InvalidationTarget, Named, Part, TargetDetail } from './invalidation-target.ts'
import type { Service } from './service.ts'
import type { ContextTarget } from './targets.ts'

/** Only names are checked here; values when the target is resolved. */
export function readTarget(asked: InvalidationTarget, service: Service): ContextTarget {
  const target = isDetail(asked) ? readDetail(asked, service) : readPart(asked, service)
  const context = service.registry.contexts.get(target.context)
  if (context === undefined)
    throw new TypeError(`invalidate: there is no context ${JSON.stringify(target.context)}`)
  const narrowed = target.function
  if (narrowed !== undefined && !context.queries.some((query) => query.name === narrowed))
    throw new TypeError(`invalidate: ${narrowed} is no query of the context ${target.context}`)
  for (const name of Object.keys(target.params ?? {})) {
    const param = context.params.find((one) => one.name === name)
    if (param !== undefined && (narrowed === undefined || param.usedBy.includes(narrowed))) continue
    throw new TypeError(
      `invalidate: ${narrowed ?? `the context ${target.context}`} has no param ${JSON.stringify(name)}`,
    )
  }
  return target
}

function isDetail(asked: InvalidationTarget): asked is TargetDetail {
  if (typeof asked !== 'object') return false
  return Object.hasOwn(asked, 'context') || Object.hasOwn(asked, 'function')
}

function readDetail(asked: TargetDetail, service: Service): ContextTarget {
  const { context, function: query, ...rest } = asked
  if (query === undefined) return { ...rest, context: toName(context ?? '') }
  return {
    ...rest,
    ...readPart(query, service),
    ...(context === undefined ? {} : { context: toName(context) }),
  }
}

/** A name is a context's, or else a query's. */
function readPart(part: Part, service: Service): ContextTarget {
  const name = typeof part === 'function' ? service.nameOf(part) : toName(part)
  if (name === undefined) throw new TypeError('invalidate: this function is not one that the app serves')
  const query = service.registry.functions.get(name)
  const isContext = typeof part !== 'function' && service.registry.contexts.has(name)
  if (isContext || query?.context === undefined) return { context: name }
  return { context: query.context, function: name }
}

function toName(value: string | Named): string {
  return typeof value === 'string' ? value : value.name
}
