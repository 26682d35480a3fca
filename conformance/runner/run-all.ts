/** Every chosen target, at the same time, compared with the first of them. */
import type { Case } from './drive/case-schema.ts'
import type { CaseResult } from './drive/run-case.ts'
import { compareResults } from './judge/compare-targets.ts'
import type { TargetResults } from './report/matrix.ts'
import { runTarget } from './run-target.ts'
import type { Target } from './start/target.ts'

/** Together, because most of a run is waiting for deadlines. */
export async function runAll(targets: readonly Target[], cases: readonly Case[]): Promise<TargetResults[]> {
  const runs = await Promise.all(
    targets.map((target) => runTarget(target, cases).catch((error: Error) => failAll(cases, error))),
  )
  return targets.map((target, at) => {
    const results = runs[at] ?? []
    const differences = new Map<string, readonly string[]>()
    for (const [index, result] of results.entries()) {
      const reference = runs[0]?.[index]
      const found = at === 0 || reference === undefined ? [] : compareResults(reference, result)
      if (found.length > 0) differences.set(result.case.id, found)
    }
    return { target, results, differences }
  })
}

/** A target that does not start fails them all, and the others are judged nevertheless. */
function failAll(cases: readonly Case[], error: Error): CaseResult[] {
  return cases.map((one) => ({ case: one, problems: [error.message], answers: [] }))
}
