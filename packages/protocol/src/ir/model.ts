/** The IR as plain values: what IR.md's grammar says, one interface a node. Printed by `print.ts`, never by hand. */

/** A type expression (IR.md, Types). */
export type TypeExpression =
  | PlainType
  | StringType
  | NumericType
  | BytesType
  | FileType
  | LiteralType
  | EnumType
  | ListType
  | TupleType
  | MapType
  | NullableType
  | UnionType
  | StructType
  | RefType

export interface PlainType {
  readonly kind: 'boolean' | 'uuid' | 'date' | 'time' | 'datetime' | 'duration' | 'json' | 'nothing'
}

export type StringFormat = 'email' | 'uri' | 'hostname' | 'ipv4' | 'ipv6'

export interface StringType {
  readonly kind: 'string'
  readonly format?: StringFormat
  /** In code points. */
  readonly maxLength?: number
  /** In code points. */
  readonly minLength?: number
  /** RFC 9485, matched against the whole string. */
  readonly pattern?: string
}

/** Bounds of `bigint` and `decimal` are held in the same way: as numbers, because the IR prints them as such. */
export interface NumericType {
  readonly kind: 'integer' | 'number' | 'bigint' | 'decimal'
  readonly max?: number
  readonly min?: number
  readonly exclusiveMax?: number
  readonly exclusiveMin?: number
  readonly multipleOf?: number
}

export interface BytesType {
  readonly kind: 'bytes'
  /** Of the decoded bytes. */
  readonly maxLength?: number
}

export interface FileType {
  readonly kind: 'file'
  /** In bytes. */
  readonly maxSize?: number
  readonly mediaType?: string
}

export interface LiteralType {
  readonly kind: 'literal'
  readonly value: string | number | boolean
}

export interface EnumType {
  readonly kind: 'enum'
  /** Two or more. */
  readonly values: readonly string[]
}

export interface ListType {
  readonly kind: 'list'
  readonly item: TypeExpression
  readonly maxItems?: number
  readonly minItems?: number
  readonly unique?: boolean
}

export interface TupleType {
  readonly kind: 'tuple'
  readonly items: readonly TypeExpression[]
}

export interface MapType {
  readonly kind: 'map'
  readonly value: TypeExpression
}

export interface NullableType {
  readonly kind: 'nullable'
  readonly type: TypeExpression
}

export interface UnionType {
  readonly kind: 'union'
  readonly members: readonly TypeExpression[]
  readonly discriminator?: string
}

export interface StructType {
  readonly kind: 'struct'
  readonly fields: readonly Field[]
}

export interface RefType {
  readonly kind: 'ref'
  readonly name: string
}

export interface Field {
  readonly name: string
  readonly type: TypeExpression
  readonly doc?: string
  /** RFC 8785 JSON of a constant of the type. */
  readonly default?: string
  /** RFC 8785 JSON. */
  readonly example?: string
  readonly deprecated?: boolean
  readonly optional?: boolean
}

export interface NamedType {
  readonly name: string
  readonly doc?: string
  readonly type: TypeExpression
}

export interface ContextParam {
  readonly name: string
  readonly type: TypeExpression
  /** RFC 8785 JSON. */
  readonly default?: string
  /** A query needs it: it is neither optional, nullable nor defaulted there. */
  readonly required?: boolean
  /** Names of the queries that declare it, sorted. */
  readonly usedBy: readonly string[]
}

export interface ContextNode {
  readonly name: string
  readonly doc?: string
  /** Names of declared vary inputs, sorted. */
  readonly vary?: readonly string[]
  /** Sorted by name. */
  readonly params: readonly ContextParam[]
}

export type FunctionKind = 'query' | 'mutation'

export interface FunctionNode {
  readonly name: string
  readonly kind: FunctionKind
  readonly doc?: string
  /** Seconds. */
  readonly cache?: number
  readonly context?: string
  readonly deprecated?: boolean
  readonly private?: boolean
  readonly rev?: number
  /** `authenticated`, `staff`, `superuser`, `perm:NAME` or `custom`. */
  readonly auth?: string
  readonly input: readonly Field[]
  readonly output: TypeExpression
  readonly errors?: readonly DeclaredErrorNode[]
  readonly affects?: readonly AffectsNode[]
  readonly merge?: readonly MergeNode[]
  readonly route?: RouteNode
  readonly transport?: 'http' | 'websocket' | 'ipc'
}

export interface DeclaredErrorNode {
  readonly code: string
  /** 400–499. */
  readonly status: number
  /** Type of `details`. */
  readonly type: TypeExpression
}

export interface AffectsNode {
  readonly context: string
  readonly function?: string
  /** The server computes more params than `scope` names. */
  readonly explicit?: boolean
  readonly own?: boolean
  /** Params that arguments of the same name fix, sorted. */
  readonly scope: readonly string[]
}

export interface MergeNode {
  readonly context: string
  readonly function: string
}

export interface RouteNode {
  readonly path: string
  readonly methods: readonly string[]
}

export interface ChannelNode {
  readonly name: string
  readonly doc?: string
  readonly auth?: string
  readonly params: readonly Field[]
  readonly client?: TypeExpression
  readonly server?: TypeExpression
}

export interface FormsetNode {
  readonly canAdd?: boolean
  readonly canDelete?: boolean
  readonly canOrder?: boolean
  readonly max?: number
  readonly min?: number
}

export interface FieldView {
  readonly name: string
  readonly help?: string
  readonly label?: string
  readonly widget?: string
}

export interface FormNode {
  readonly name: string
  readonly doc?: string
  readonly auth?: string
  readonly formset?: FormsetNode
  readonly input: readonly Field[]
  readonly output: TypeExpression
  readonly errors?: readonly DeclaredErrorNode[]
  readonly affects?: readonly AffectsNode[]
  readonly fieldViews: readonly FieldView[]
}

/** A whole document; every list is sorted by name in byte order. */
export interface IrDocument {
  readonly types: readonly NamedType[]
  readonly contexts: readonly ContextNode[]
  readonly functions: readonly FunctionNode[]
  readonly channels: readonly ChannelNode[]
  readonly forms: readonly FormNode[]
}
