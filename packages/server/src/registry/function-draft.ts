/** A declared function while the registry works on it: checked by itself, not yet against the others. */
import type { Field, FunctionKind, RouteNode } from '@mizan/protocol'
import type { NativePlan } from '../schema/native-plan.ts'
import type { Reading } from '../schema/reading.ts'
import type { CollectedFunction } from './collect-functions.ts'
import type { FunctionReport } from './declaration-report.ts'
import type { Guard } from './registry.ts'

export interface FunctionDraft {
  readonly collected: CollectedFunction
  readonly name: string
  readonly place: string
  readonly kind: FunctionKind
  readonly context: string | undefined
  readonly guard: Guard | undefined
  readonly route: RouteNode | undefined
  readonly input: InputDraft
  readonly output: Reading
  readonly errors: readonly ErrorDraft[]
  /** Where later mistakes go; a broken draft is not compared with others, so that one mistake is one message. */
  readonly report: FunctionReport
}

export interface InputDraft {
  /** In declaration order. */
  readonly fields: readonly Field[]
  /** Natives of the whole object. */
  readonly plan: NativePlan | undefined
  /** Natives of single arguments. */
  readonly members: ReadonlyMap<string, NativePlan>
}

export interface ErrorDraft {
  readonly code: string
  readonly status: number
  readonly details: Reading
  /** Undefined when the error has no details. */
  readonly schema: unknown
}
