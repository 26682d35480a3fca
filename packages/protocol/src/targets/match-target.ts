/** Which entries a target matches: the one rule of kernels, origin caches, edges and watchers (SPEC.md, Matching). */
import type { Entry, Target } from './target.ts'

/** Whether every param that the target names stands in the entry with an equal text. `function` narrows slices, not entries. */
export function matchTarget(target: Target, entry: Entry): boolean {
  if (target.context !== entry.context) return false
  if (target.own && target.own !== entry.own) return false
  return containsParams(entry.params, target.params)
}

/** Whether every pair of `wanted` stands in `params`. */
export function containsParams(params: Entry['params'], wanted: Target['params']): boolean {
  if (wanted === undefined) return true
  for (const name of Object.keys(wanted)) {
    if (params === undefined || !Object.hasOwn(params, name) || params[name] !== wanted[name]) return false
  }
  return true
}
