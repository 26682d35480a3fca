/** X-Mizan-Schema (SPEC.md, Versions): what a generated client depends on, and nothing else. */
import { sha256Hex } from '../keys/sha256.ts'
import { compareByteOrder } from '../values/byte-order.ts'
import { bareField, bareType } from './bare-type.ts'
import { defined } from './defined.ts'
import { IrError } from './ir-error.ts'
import { printNode } from './kdl-node.ts'
import type { ContextNode, FunctionNode, IrDocument, NamedType } from './model.ts'
import { normalizeContext, normalizeFunction, normalizeNamedType } from './normalize-document.ts'
import { contextNode, functionNode, namedTypeNode } from './print.ts'
import { reachedTypes } from './reached-types.ts'
import { toNamedTypes } from './resolve-type.ts'

/** 16 hex digits of the function and the types that it reaches. */
export function fingerprintFunction(document: IrDocument, name: string): string {
  const parts = partsOf(document)
  const fn = parts.functions.get(name)
  if (fn === undefined) throw new IrError(`There is no function "${name}".`)
  return parts.fingerprint([], [fn])
}

/** 16 hex digits of the context, its queries, and the types that they reach. */
export function fingerprintContext(document: IrDocument, name: string): string {
  const parts = partsOf(document)
  const context = parts.contexts.get(name)
  if (context === undefined) throw new IrError(`There is no context "${name}".`)
  return parts.fingerprint([context], parts.queries.get(name) ?? [])
}

/** A document is asked for one fingerprint after the other, and is never changed. */
const known = new WeakMap<IrDocument, BareParts>()

function partsOf(document: IrDocument): BareParts {
  const parts = known.get(document) ?? new BareParts(document)
  known.set(document, parts)
  return parts
}

/** The declarations of a document without docs and deprecations, and their canonical texts, each made once. */
class BareParts {
  readonly functions = new Map<string, FunctionNode>()
  readonly contexts = new Map<string, ContextNode>()
  /** By context, sorted by name. */
  readonly queries = new Map<string, FunctionNode[]>()
  readonly #types: ReadonlyMap<string, NamedType>
  readonly #texts = new Map<object, string>()

  constructor({ types, contexts, functions }: IrDocument) {
    this.#types = toNamedTypes(types.map(({ name, type }) => ({ name, type: bareType(type) })))
    for (const context of contexts) {
      this.contexts.set(context.name, bareContext(context))
      this.queries.set(context.name, [])
    }
    for (const fn of functions.toSorted((a, b) => compareByteOrder(a.name, b.name))) {
      const bare = bareFunction(fn)
      this.functions.set(fn.name, bare)
      if (fn.context !== undefined) this.queries.get(fn.context)?.push(bare)
    }
  }

  /** Of the document that has these declarations alone. */
  fingerprint(contexts: readonly ContextNode[], functions: readonly FunctionNode[]): string {
    const reached = reachedTypes({ contexts, functions, channels: [], forms: [] }, this.#types)
    reached.sort((a, b) => compareByteOrder(a.name, b.name))
    const texts = [
      ...reached.map((type) => this.#print(type, () => namedTypeNode(normalizeNamedType(type, this.#types)))),
      ...contexts.map((context) =>
        this.#print(context, () => contextNode(normalizeContext(context, this.#types))),
      ),
      ...functions.map((fn) => this.#print(fn, () => functionNode(normalizeFunction(fn, this.#types)))),
    ]
    return sha256Hex(`mizan 1\n${texts.join('')}`).slice(0, 16)
  }

  #print(declaration: object, toNode: () => Parameters<typeof printNode>[0]): string {
    const text = this.#texts.get(declaration) ?? printNode(toNode())
    this.#texts.set(declaration, text)
    return text
  }
}

function bareContext(context: ContextNode): ContextNode {
  return defined<ContextNode>({
    ...context,
    doc: undefined,
    params: context.params.map((param) => ({ ...param, type: bareType(param.type) })),
  })
}

function bareFunction({ name, kind, context, input, output, errors }: FunctionNode): FunctionNode {
  return defined<FunctionNode>({
    name,
    kind,
    context,
    input: input.map(bareField),
    output: bareType(output),
    errors: errors?.map((error) => ({ ...error, type: bareType(error.type) })),
  })
}
