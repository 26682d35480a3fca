/** A checked draft → what the pipeline runs. */
import { fingerprintFunction, type IrDocument, type NamedTypes } from '@mizan/protocol'
import type { NativePlan, NativeTypes } from '../schema/native-plan.ts'
import { compileArguments } from './compile-arguments.ts'
import { compileDetails, compileResult } from './compile-result.ts'
import type { Effects } from './create-document.ts'
import type { FunctionDraft } from './function-draft.ts'
import type { RegisteredFunction } from './registry.ts'

export interface Compilation {
  readonly types: NamedTypes
  /** Of schemas as input, and of schemas as output. */
  readonly plans: Readonly<Record<'input' | 'output', ReadonlyMap<string, NativePlan>>>
  readonly document: IrDocument
  effectsOf(draft: FunctionDraft): Effects
}

export function compileFunction(draft: FunctionDraft, compilation: Compilation): RegisteredFunction {
  const { collected, errors, guard, input, kind, name, route } = draft
  const { options } = collected.declaration
  const { affects, merge } = compilation.effectsOf(draft)
  const inward = nativesOf('input', compilation)
  const outward = nativesOf('output', compilation)
  const parameters = input.fields.map((field) => field.name)
  const keyed = new Set(kind === 'query' ? parameters : affects.flatMap(({ scope }) => scope))
  const compiled = compileArguments({ input: options.input, draft: input, keyed }, inward)
  return {
    name,
    kind,
    private: options.private === true,
    ...(draft.context === undefined ? {} : { context: draft.context }),
    ...(guard === undefined ? {} : { guard }),
    fresh: options.fresh === true,
    login: options.login === true,
    parameters,
    decodeArguments: compiled.decode,
    isDecodedByIr: compiled.isByIr,
    encodeResult: compileResult(options.output, draft.output, outward),
    errors: new Map(
      errors.map(({ code, status, details, schema }) => [
        code,
        { status, encodeDetails: compileDetails(schema, details, outward) },
      ]),
    ),
    ...(options.cache === undefined ? {} : { cacheSeconds: options.cache }),
    rev: options.rev ?? 0,
    vary: options.vary ?? [],
    affects,
    merge,
    ...(route === undefined ? {} : { route }),
    invoke: (args, call) => collected.invoke(args, call),
    fingerprint: fingerprintFunction(compilation.document, name),
    place: draft.place,
  }
}

export function nativesOf(side: 'input' | 'output', { plans, types }: Compilation): NativeTypes {
  return { types, plans: plans[side] }
}
