/** X-Mizan-Schema (SPEC.md, Versions): what a generated client depends on, and nothing else. */
import { sha256Hex } from '../keys/sha256.ts'
import { bareField, bareType } from './bare-type.ts'
import { defined } from './defined.ts'
import { IrError } from './ir-error.ts'
import type { ContextNode, FunctionNode, IrDocument, NamedType } from './model.ts'
import { normalizeDocument } from './normalize-document.ts'
import { printIr } from './print.ts'

/** 16 hex digits of the function and the types that it reaches. */
export function fingerprintFunction(document: IrDocument, name: string): string {
  const fn = document.functions.find((candidate) => candidate.name === name)
  if (fn === undefined) throw new IrError(`There is no function "${name}".`)
  return fingerprint({ ...document, contexts: [], functions: [fn] })
}

/** 16 hex digits of the context, its queries, and the types that they reach. */
export function fingerprintContext(document: IrDocument, name: string): string {
  const context = document.contexts.find((candidate) => candidate.name === name)
  if (context === undefined) throw new IrError(`There is no context "${name}".`)
  const functions = document.functions.filter((fn) => fn.context === name)
  return fingerprint({ ...document, contexts: [context], functions })
}

function fingerprint(document: IrDocument): string {
  const bare: IrDocument = {
    types: document.types.map((type) => bareNamed(type)),
    contexts: document.contexts.map((context) =>
      defined<ContextNode>({
        ...context,
        doc: undefined,
        params: context.params.map((param) => ({ ...param, type: bareType(param.type) })),
      }),
    ),
    functions: document.functions.map(bareFunction),
    channels: [],
    forms: [],
  }
  return sha256Hex(printIr(normalizeDocument(bare))).slice(0, 16)
}

function bareFunction(fn: FunctionNode): FunctionNode {
  const { name, kind, context, input, output, errors } = fn
  return defined<FunctionNode>({
    name,
    kind,
    context,
    input: input.map(bareField),
    output: bareType(output),
    errors: errors?.map((error) => ({ ...error, type: bareType(error.type) })),
  })
}

function bareNamed({ name, type }: NamedType): NamedType {
  return { name, type: bareType(type) }
}
