/** Reads one KDL node strictly: every argument, property and child must be asked for, what is left over is a mistake (IR.md, Nodes). */
import { createError, type Diagnostic, type Place } from '../diagnostics/diagnostic.ts'
import type { KdlEntry, KdlNode, KdlPlace } from './kdl/kdl-node.ts'

/** `?` at most one, `*` any number. */
export type ChildRule = '?' | '*'

/** Where a reader puts what it finds wrong; reading goes on, so that one run tells everything. */
export interface ReadLog {
  readonly file: string
  readonly diagnostics: Diagnostic[]
}

const NO_READERS: readonly NodeReader[] = []

export class NodeReader {
  readonly name: string
  readonly #node: KdlNode
  readonly #log: ReadLog
  #takenArguments = 0
  /** Made when the first property is taken. */
  #takenProperties: Set<KdlEntry> | undefined

  constructor(node: KdlNode, log: ReadLog) {
    this.#node = node
    this.#log = log
    this.name = node.name
    for (const tag of node.tags) this.#failAt(tag, 'Type annotations are not part of the IR')
    if (node.props.length > 1) this.#refuseTwins(node.props)
  }

  get place(): Place {
    return this.#placeOf(this.#node)
  }

  /** The next argument as a string; undefined and a diagnostic when it is missing or something else. */
  readString(what: string): string | undefined {
    const value = this.readValue(what)
    if (value === undefined || typeof value === 'string') return value
    this.fail(`The ${what} of "${this.name}" must be a string`)
    return undefined
  }

  /** All remaining arguments as strings. */
  readStrings(what: string): string[] {
    const values: string[] = []
    while (this.#takenArguments < this.#node.args.length) {
      const value = this.readString(what)
      if (value !== undefined) values.push(value)
    }
    return values
  }

  /** The next argument, whatever it is but null. */
  readValue(what: string): string | number | boolean | undefined {
    const entry = this.#node.args[this.#takenArguments]
    if (entry === undefined) {
      this.fail(`"${this.name}" lacks its ${what}`)
      return undefined
    }
    this.#takenArguments += 1
    if (entry.value === null) {
      this.#failAt(entry, `The ${what} of "${this.name}" must not be null`)
      return undefined
    }
    return entry.value
  }

  takeText(property: string): string | undefined {
    return this.#take(property, 'a string', isText)
  }

  /** A flag that is left out when false. */
  takeFlag(property: string): boolean {
    return this.#take(property, '#true or #false', isFlag) ?? false
  }

  takeNumber(property: string): number | undefined {
    return this.#take(property, 'a finite number', isFiniteNumber)
  }

  /** A whole number from 0. */
  takeCount(property: string): number | undefined {
    return this.#take(property, 'a whole number from 0', isCount)
  }

  /** Reports arguments and properties that nobody asked for; call it when all have been taken. */
  finishEntries(): void {
    const { args, props } = this.#node
    for (let index = this.#takenArguments; index < args.length; index++) {
      this.#failAt(args[index] as KdlEntry, `"${this.name}" has an argument too many`)
    }
    if (props.length === (this.#takenProperties?.size ?? 0)) return
    const seen = new Set<string>()
    for (const entry of props) {
      if (!seen.has(entry.name) && this.#takenProperties?.has(entry) !== true)
        this.#failAt(entry, `"${this.name}" has no property "${entry.name}"`)
      seen.add(entry.name)
    }
  }

  /** Reports children; for nodes that have none. */
  finishLeaf(): void {
    this.finishEntries()
    if (this.#node.children !== null) this.fail(`"${this.name}" takes no children`)
  }

  /** Children by name, after `finishEntries`. What `rules` does not name goes to `others`, or is reported when there is no such place. */
  readChildren(rules: Readonly<Record<string, ChildRule>>, others?: NodeReader[]): Map<string, NodeReader[]> {
    const found = new Map<string, NodeReader[]>()
    for (const child of this.readAllChildren()) {
      const rule = Object.hasOwn(rules, child.name) ? rules[child.name] : undefined
      if (rule === undefined) {
        if (others === undefined) child.fail(`"${this.name}" has no child "${child.name}"`)
        else others.push(child)
        continue
      }
      const same = found.get(child.name)
      if (rule === '?' && same !== undefined) child.fail(`"${this.name}" has "${child.name}" twice`)
      if (same === undefined) found.set(child.name, [child])
      else same.push(child)
    }
    return found
  }

  /** All children, whatever their names. */
  readAllChildren(): readonly NodeReader[] {
    this.finishEntries()
    const { children } = this.#node
    return children === null ? NO_READERS : children.map((child) => new NodeReader(child, this.#log))
  }

  fail(what: string, hint?: string): void {
    this.#log.diagnostics.push(createError(what, this.place, hint))
  }

  #refuseTwins(props: readonly KdlEntry[]): void {
    const seen = new Set<string>()
    for (const entry of props) {
      if (seen.has(entry.name)) this.#failAt(entry, `"${this.name}" has the property "${entry.name}" twice`)
      seen.add(entry.name)
    }
  }

  #take<Value>(
    property: string,
    expected: string,
    fits: (value: unknown) => value is Value,
  ): Value | undefined {
    const { props } = this.#node
    if (props.length === 0) return undefined
    const entry = props.find(({ name }) => name === property)
    if (entry === undefined) return undefined
    this.#takenProperties ??= new Set()
    this.#takenProperties.add(entry)
    if (fits(entry.value)) return entry.value
    this.#failAt(entry, `The property "${property}" of "${this.name}" must be ${expected}`)
    return undefined
  }

  #failAt(place: KdlPlace, what: string): void {
    this.#log.diagnostics.push(createError(what, this.#placeOf(place)))
  }

  #placeOf({ line, column }: KdlPlace): Place {
    return { file: this.#log.file, line, column }
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0
}
