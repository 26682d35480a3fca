/** The record that `client` leaves on a function, and how it is found again. */
import type { Affects } from './affects.ts'
import type { Auth } from './client-options.ts'
import type { ReactContext } from './react-context.ts'

/** Shared through the global registry, so that two copies of the package understand each other. */
export const DECLARATION: unique symbol = Symbol.for('mizan.declaration') as never

const DECORATOR: unique symbol = Symbol.for('mizan.decorator') as never

/** Options as they were written. Nothing is checked here: the registry lists every mistake at once. */
export interface DeclaredOptions {
  readonly context?: ReactContext | undefined
  readonly cache?: number | undefined
  readonly vary?: readonly string[] | undefined
  readonly input?: unknown
  readonly output?: unknown
  readonly auth?: Auth | undefined
  readonly login?: boolean | undefined
  readonly fresh?: boolean | undefined
  readonly private?: boolean | undefined
  readonly rev?: number | undefined
  readonly route?: string | undefined
  readonly methods?: readonly string[] | undefined
  readonly name?: string | undefined
  readonly doc?: string | undefined
  readonly deprecated?: boolean | undefined
  readonly errors?:
    | Readonly<Record<string, { readonly status: number; readonly details?: unknown }>>
    | undefined
  readonly affects?: Affects | undefined
  readonly scope?: readonly string[] | undefined
  readonly merge?: ReactContext | readonly ReactContext[] | undefined
  readonly example?: Readonly<Record<string, unknown>> | undefined
}

export interface Declaration {
  readonly options: DeclaredOptions
  /** `file:line`. */
  readonly place: string | undefined
  readonly handler: (this: unknown, args: never, call: never) => unknown
  /** A method takes `this` from the instance it is registered with. */
  readonly isMethod: boolean
}

/** Any function that carries a declaration: made by `client(options, fn)` or a method under `@client(options)`. */
export type DeclaredFunction = (...args: never[]) => unknown

/** Made by `client(options, fn)`, which the compiler can tell from any other function; it cannot with methods. */
export interface MadeFunction {
  (...args: never[]): unknown
  readonly [DECLARATION]: Declaration
}

export function declare(target: object, declaration: Declaration): void {
  Object.defineProperty(target, DECLARATION, { value: declaration, configurable: true })
}

/** The declaration of a function, undefined when it has none. */
export function declarationOf(value: unknown): Declaration | undefined {
  if (typeof value !== 'function' || !Object.hasOwn(value, DECLARATION)) return undefined
  return (value as { readonly [DECLARATION]?: Declaration })[DECLARATION]
}

/** What `client(options)` returned without a handler, until it stands on a method. */
export interface UnusedDecorator {
  /** `file:line`. */
  readonly place: string | undefined
}

export function markDecorator(decorator: object, place: string | undefined): void {
  Object.defineProperty(decorator, DECORATOR, { value: { place }, configurable: true })
}

export function markUsed(decorator: object): void {
  Object.defineProperty(decorator, DECORATOR, { value: undefined, configurable: true })
}

export function unusedDecoratorOf(value: unknown): UnusedDecorator | undefined {
  if (typeof value !== 'function' || !Object.hasOwn(value, DECORATOR)) return undefined
  return (value as { readonly [DECORATOR]?: UnusedDecorator })[DECORATOR]
}
