/** What a handler's types are, read off the schemas of its declaration. Nothing here is recursive: generated clients carry the rest. */
import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Named arguments, each with a schema, or one schema of an object. */
export type InputDeclaration = StandardSchemaV1 | Readonly<Record<string, StandardSchemaV1>>

export type OutputDeclaration = StandardSchemaV1 | undefined

export interface ErrorDeclaration {
  /** 400–499. */
  readonly status: number
  /** Type of `details`; without one there are none. */
  readonly details?: StandardSchemaV1
}

export type ErrorDeclarations = Readonly<Record<string, ErrorDeclaration>>

/** What the handler is given: after defaults, validation and transforms. */
export type HandlerArgs<Input> = Input extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Input>
  : Members<{
      [Name in keyof Input]: Input[Name] extends StandardSchemaV1
        ? StandardSchemaV1.InferOutput<Input[Name]>
        : never
    }>

/** What a caller gives: before defaults, validation and transforms. */
export type CallerArgs<Input> = Input extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<Input>
  : Members<{
      [Name in keyof Input]: Input[Name] extends StandardSchemaV1
        ? StandardSchemaV1.InferInput<Input[Name]>
        : never
    }>

/** What the handler returns: the output schema validates and transforms it afterwards. */
export type HandlerResult<Output> = Output extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<Output>
  : undefined | null | void

/** What a caller gets. */
export type CallerResult<Output> = Output extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Output>
  : null

/** Code → type of `details`, for `call.error`. */
export type ErrorDetails<Errors> = {
  [Code in keyof Errors]: Errors[Code] extends { readonly details: infer Details extends StandardSchemaV1 }
    ? StandardSchemaV1.InferInput<Details>
    : undefined
}

/** Members that may be undefined may be left out. */
type Members<Values> = Simplify<
  { [Name in keyof Values as undefined extends Values[Name] ? never : Name]: Values[Name] } & {
    [Name in keyof Values as undefined extends Values[Name] ? Name : never]?: Values[Name]
  }
>

/** One object type instead of an intersection, so that editors show the members. */
type Simplify<Values> = { -readonly [Name in keyof Values]: Values[Name] }
