/** Removes what another target already covers (SPEC.md, Invalidation, Body). */
import { encodeTarget, OWN_PAIR } from './encode-target.ts'
import { containsParams } from './match-target.ts'
import type { Target } from './target.ts'

/** Whether every slice that `b` can match is matched by `a` too. */
export function swallows(a: Target, b: Target): boolean {
  if (a.context !== b.context) return false
  if (a.function !== undefined && a.function !== b.function) return false
  if (a.own && a.own !== b.own) return false
  return containsParams(b.params, a.params)
}

/** The targets that no other one swallows, each once, by header text in byte order. */
export function dedupeTargets(targets: readonly Target[]): Target[] {
  const byText = new Map<string, Target>()
  for (const target of targets) byText.set(sortText(target), target)
  const shapes = [...new Map([...byText.values()].map((target) => [shapeText(target), target])).values()]
  const kept = [...byText].filter(
    ([text, target]) =>
      !shapes.some((shape) => {
        const wider = project(target, shape)
        if (wider === undefined) return false
        const widerText = sortText(wider)
        return widerText !== text && byText.has(widerText)
      }),
  )
  return kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target)
}

/** The target with the shape's function, own and names of params, and the target's values; undefined unless it is as wide. */
function project(target: Target, shape: Target): Target | undefined {
  if (shape.context !== target.context) return undefined
  if (shape.function !== undefined && shape.function !== target.function) return undefined
  if (shape.own && shape.own !== target.own) return undefined
  const params: Record<string, string> = {}
  for (const name of Object.keys(shape.params ?? {})) {
    if (target.params === undefined || !Object.hasOwn(target.params, name)) return undefined
    params[name] = String(target.params[name])
  }
  return { ...shape, params }
}

/** Header text, where an `own` that is only `true` stands too, so that it is told from the broader target. */
function sortText(target: Target): string {
  return encodeTarget(target.own === true ? { ...target, own: 'true' } : target)
}

/** Two targets of one shape differ in values alone: a few shapes, however many targets. */
function shapeText(target: Target): string {
  const own = target.own ? `${OWN_PAIR}=${target.own}` : ''
  return [target.context, target.function ?? '', own, ...Object.keys(target.params ?? {}).sort()].join(';')
}
