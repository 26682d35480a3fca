/** A context: a named group of queries that are fetched together as one bundle (SPEC.md, Context fetch). */
import { readPlace } from './place.ts'

const BRAND = Symbol.for('mizan.ReactContext')

export interface ReactContextOptions {
  /** Printed into the IR and from there into the generated clients. */
  readonly doc?: string
}

export class ReactContext {
  readonly name: string
  readonly doc: string | undefined
  /** `file:line` of the declaration. */
  readonly place: string | undefined

  constructor(name: string, options: ReactContextOptions = {}) {
    this.name = name
    this.doc = options.doc
    this.place = readPlace(ReactContext as unknown as () => void)
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** True also for a context made by another copy of this package. */
export function isReactContext(value: unknown): value is ReactContext {
  return typeof value === 'object' && value !== null && BRAND in value
}
