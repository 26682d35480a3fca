/** What the rules of `mizan lint` look at. */
import {
  type ContextNode,
  type FunctionNode,
  type IrDocument,
  type NamedTypes,
  toNamedTypes,
} from '@mizan/protocol'
import type { Place } from '../diagnostics/diagnostic.ts'
import { isCallable } from '../model/callable.ts'

export class LintedDocument {
  readonly document: IrDocument
  readonly types: NamedTypes
  readonly #places: ReadonlyMap<string, Place>
  readonly #file: string

  constructor(document: IrDocument, places: ReadonlyMap<string, Place>, file: string) {
    this.document = document
    this.types = toNamedTypes(document.types)
    this.#places = places
    this.#file = file
  }

  get mutations(): readonly FunctionNode[] {
    return this.document.functions.filter(({ kind }) => kind === 'mutation')
  }

  place(kind: 'type' | 'context' | 'function', name: string): Place {
    return this.#places.get(`${kind} ${name}`) ?? { file: this.#file }
  }

  context(name: string): ContextNode | undefined {
    return this.document.contexts.find((node) => node.name === name)
  }

  /** In order of the document. */
  queriesOf(context: string): readonly FunctionNode[] {
    return this.document.functions.filter((node) => node.context === context)
  }

  /** The queries that a bundle of the context has (SPEC.md, CTX-1). */
  bundleOf(context: string): readonly FunctionNode[] {
    return this.queriesOf(context).filter(isCallable)
  }
}
