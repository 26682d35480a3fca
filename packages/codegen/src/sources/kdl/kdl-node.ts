/** A KDL node as the readers of the IR see it, whoever parsed it. */

export type KdlValue = string | number | boolean | null

/** Where an element begins; both from 1, columns in code points. */
export interface KdlPlace {
  readonly line: number
  readonly column: number
}

/** An argument or a property. */
export interface KdlEntry extends KdlPlace {
  /** Empty for an argument. */
  readonly name: string
  readonly value: KdlValue
}

export interface KdlNode extends KdlPlace {
  readonly name: string
  readonly args: readonly KdlEntry[]
  /** In the order in which they stand; the same name may stand twice. */
  readonly props: readonly KdlEntry[]
  /** Null where no braces stand. */
  readonly children: readonly KdlNode[] | null
  /** Of type annotations on the node and on its entries, which the IR does not have. */
  readonly tags: readonly KdlPlace[]
}
