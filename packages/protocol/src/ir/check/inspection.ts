/** What the checks of a document share: where to look things up, and where to put problems. */

import { IrError } from '../ir-error.ts'
import type { ContextNode, FunctionNode, IrDocument } from '../model.ts'
import { type NamedTypes, toNamedTypes } from '../resolve-type.ts'

export interface Inspection {
  readonly types: NamedTypes
  readonly contexts: ReadonlyMap<string, ContextNode>
  readonly functions: ReadonlyMap<string, FunctionNode>
  /** By context. */
  readonly queries: ReadonlyMap<string, readonly FunctionNode[]>
  readonly problems: string[]
  /** `place` and `problem` make a sentence: "function rename, param name" "is declared twice". */
  readonly report: (place: string, problem: string) => void
  /** Runs a step, and turns an IrError of it into a problem; undefined then. */
  readonly attempt: <Result>(place: string, step: () => Result) => Result | undefined
}

export function createInspection(document: IrDocument): Inspection {
  const problems: string[] = []
  const report = (place: string, problem: string) => void problems.push(`${place}: ${problem}.`)
  const functions = new Map(document.functions.map((fn) => [fn.name, fn]))
  return {
    types: toNamedTypes(document.types),
    contexts: new Map(document.contexts.map((context) => [context.name, context])),
    functions,
    queries: groupByContext(functions.values()),
    problems,
    report,
    attempt(place, step) {
      try {
        return step()
      } catch (error) {
        if (!(error instanceof IrError)) throw error
        problems.push(`${place}: ${error.message}`)
        return undefined
      }
    },
  }
}

function groupByContext(functions: Iterable<FunctionNode>): Map<string, FunctionNode[]> {
  const groups = new Map<string, FunctionNode[]>()
  for (const fn of functions) {
    if (fn.context === undefined) continue
    const group = groups.get(fn.context)
    if (group === undefined) groups.set(fn.context, [fn])
    else group.push(fn)
  }
  return groups
}
