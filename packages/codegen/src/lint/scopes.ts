/** Scopes that can never match an entry, and arguments that look like a scope and are none (SPEC.md, INV-5, INV-6). */
import {
  type AffectsNode,
  type ContextParam,
  type Field,
  type FunctionNode,
  stripNullable,
  type TypeExpression,
} from '@mizan/protocol'
import { createError, createWarning, type Diagnostic } from '../diagnostics/diagnostic.ts'
import { typeText } from '../diagnostics/type-text.ts'
import type { LintedDocument } from './linted-document.ts'

export function findBadScopes(linted: LintedDocument): Diagnostic[] {
  return linted.mutations.flatMap((mutation) =>
    (mutation.affects ?? []).flatMap((affects) => {
      const params = linted.context(affects.context)?.params ?? []
      return params.flatMap((param) => {
        const argument = mutation.input.find(({ name }) => name === param.name)
        return argument === undefined ? [] : judge({ mutation, affects, param, argument }, linted)
      })
    }),
  )
}

interface Meeting {
  readonly mutation: FunctionNode
  readonly affects: AffectsNode
  readonly param: ContextParam
  readonly argument: Field
}

function judge({ mutation, affects, param, argument }: Meeting, linted: LintedDocument): Diagnostic[] {
  const [wanted, given] = [bare(param.type, linted), bare(argument.type, linted)]
  const places = [linted.place('function', mutation.name), linted.place('context', affects.context)]
  const names = `the argument "${argument.name}" of "${mutation.name}" is ${typeText(given)}, the param of "${affects.context}" is ${typeText(wanted)}`
  if (affects.scope.includes(param.name)) {
    if (canBeEqual(wanted, given)) return []
    const hint = 'Give both the same schema, or take the name out of the scope.'
    return [createError(`A scope can never match: ${names}`, places, hint)]
  }
  const isCandidate = param.required === true && param.name !== 'id' && affects.explicit !== true
  if (!isCandidate || isForOther(affects, param) || wanted.kind === given.kind) return []
  const what = `An effect is broad although a name matches: ${names}`
  return [
    createWarning(what, places, 'Give both the same type, so that only the entries concerned become stale.'),
  ]
}

/** A function-level effect looks at its own params only. */
function isForOther(affects: AffectsNode, param: ContextParam): boolean {
  return affects.function !== undefined && !param.usedBy.includes(affects.function)
}

function bare(type: TypeExpression, { types }: LintedDocument): TypeExpression {
  return stripNullable(type, types).type
}

/** Whether some value is one of both. Where it takes more than kinds, sets and bounds to say no, the answer is yes. */
function canBeEqual(a: TypeExpression, b: TypeExpression): boolean {
  const [first, second] = [valuesOf(a), valuesOf(b)]
  if (first !== undefined && second !== undefined) return first.some((value) => second.includes(value))
  const [kindA, kindB] = [kindOf(a), kindOf(b)]
  if (kindA !== kindB) return false
  if (isWhole(a) && isWhole(b)) {
    const low = Math.max(a.min ?? -Infinity, b.min ?? -Infinity)
    return low <= Math.min(a.max ?? Infinity, b.max ?? Infinity)
  }
  return true
}

function valuesOf(type: TypeExpression): readonly unknown[] | undefined {
  if (type.kind === 'enum') return type.values
  return type.kind === 'literal' ? [type.value] : undefined
}

/** An enum is compared with a text, a literal with what it is a value of. */
function kindOf(type: TypeExpression): string {
  if (type.kind === 'enum') return 'string'
  if (type.kind !== 'literal') return type.kind
  return typeof type.value === 'number' ? 'integer' : typeof type.value
}

function isWhole(
  type: TypeExpression,
): type is TypeExpression & { kind: 'integer'; min?: number; max?: number } {
  return type.kind === 'integer'
}
