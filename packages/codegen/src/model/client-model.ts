/** What the emitters print from: the IR's public part with every TypeScript name decided. */
import type {
  ContextNode,
  ContextParam,
  DeclaredErrorNode,
  FunctionNode,
  IrDocument,
  NamedType,
  TypeExpression,
} from '@mizan/protocol'
import type { CodeSymbol } from './code-symbol.ts'
import type { Direction, TypeUsage } from './type-usage.ts'

export interface ClientModel {
  readonly document: IrDocument
  readonly usage: TypeUsage
  /** Sorted by the IR's name. */
  readonly types: readonly ModelType[]
  readonly typesByName: ReadonlyMap<string, ModelType>
  readonly contexts: readonly ModelContext[]
  readonly queries: readonly ModelQuery[]
  readonly mutations: readonly ModelFunction[]
}

export interface ModelType {
  readonly node: NamedType
  /** One when input and output look the same, else one for each. */
  readonly variants: readonly TypeVariant[]
}

export interface TypeVariant {
  readonly direction: Direction
  readonly symbol: CodeSymbol
  /** Only of types that have codecs. */
  readonly codec?: CodecSymbols
}

/** Names in `codecs.ts`. */
export interface CodecSymbols {
  readonly wire: CodeSymbol
  /** Set when results or error details need it. */
  readonly decode?: CodeSymbol
  /** Set when arguments or params need it. */
  readonly encode?: CodeSymbol
}

/** A type that a function or context brings along and that has a name of its own in TypeScript. */
export interface ModelShape {
  readonly type: TypeExpression
  readonly direction: Direction
  readonly symbol: CodeSymbol
  readonly codec?: CodecSymbols
}

export interface ModelFunction {
  readonly node: FunctionNode
  /** The plain function. */
  readonly call: CodeSymbol
  readonly descriptor: CodeSymbol
  /** The hook of a framework target. */
  readonly hook?: CodeSymbol
  readonly suspenseHook?: CodeSymbol
  /** Left out when the function takes no arguments. */
  readonly input?: ModelShape
  /** Left out when the output has a name already, or is nothing. */
  readonly output?: ModelShape
  /** The union of what it may fail with; left out when it declares no errors. */
  readonly failure?: CodeSymbol
  readonly errors: readonly ModelError[]
  /** X-Mizan-Schema. */
  readonly schema: string
}

export interface ModelQuery extends ModelFunction {
  readonly context: ContextNode
}

export interface ModelError {
  readonly node: DeclaredErrorNode
  /** Only of details that have a codec. */
  readonly codec?: CodecSymbols
}

export interface ModelContext {
  readonly node: ContextNode
  readonly descriptor: CodeSymbol
  /** The provider of a framework target. */
  readonly provider?: CodeSymbol
  /** Left out when no query has params. */
  readonly input?: ModelShape
  /** Those that a public query uses. */
  readonly params: readonly ContextParam[]
  readonly queries: readonly ModelQuery[]
  readonly schema: string
}

/** The variant of a named type that stands in a position of that direction. */
export function findVariant(model: ClientModel, name: string, direction: Direction): TypeVariant | undefined {
  const type = model.typesByName.get(name)
  return type?.variants.find((variant) => variant.direction === direction) ?? type?.variants[0]
}
