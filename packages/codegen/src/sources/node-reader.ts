/** Reads one KDL node strictly: every argument, property and child must be asked for, what is left over is a mistake (IR.md, Nodes). */
import { type Document, type Entry, getLocation, type Node } from '@bgotink/kdl'
import { createError, type Diagnostic, type Place } from '../diagnostics/diagnostic.ts'

/** `?` at most one, `*` any number. */
export type ChildRule = '?' | '*'

/** Where a reader puts what it finds wrong; reading goes on, so that one run tells everything. */
export interface ReadLog {
  readonly file: string
  readonly diagnostics: Diagnostic[]
}

export class NodeReader {
  readonly name: string
  readonly place: Place
  readonly #node: Node
  readonly #log: ReadLog
  readonly #arguments: Entry[] = []
  readonly #properties = new Map<string, Entry>()
  #takenArguments = 0

  constructor(node: Node, log: ReadLog) {
    this.#node = node
    this.#log = log
    this.name = node.getName()
    this.place = placeOf(node, log.file)
    if (node.tag !== null) this.fail('Type annotations are not part of the IR')
    for (const entry of node.entries) this.#sortEntry(entry)
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
    while (this.#takenArguments < this.#arguments.length) {
      const value = this.readString(what)
      if (value !== undefined) values.push(value)
    }
    return values
  }

  /** The next argument, whatever it is but null. */
  readValue(what: string): string | number | boolean | undefined {
    const entry = this.#arguments[this.#takenArguments]
    if (entry === undefined) {
      this.fail(`"${this.name}" lacks its ${what}`)
      return undefined
    }
    this.#takenArguments += 1
    const value = entry.getValue()
    if (value === null) {
      this.#failAt(entry, `The ${what} of "${this.name}" must not be null`)
      return undefined
    }
    return value
  }

  takeText(property: string): string | undefined {
    return this.#take(property, 'a string', (value): value is string => typeof value === 'string')
  }

  /** A flag that is left out when false. */
  takeFlag(property: string): boolean {
    const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
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
    for (const entry of this.#arguments.slice(this.#takenArguments)) {
      this.#failAt(entry, `"${this.name}" has an argument too many`)
    }
    for (const [name, entry] of this.#properties) {
      this.#failAt(entry, `"${this.name}" has no property "${name}"`)
    }
  }

  /** Reports children; for nodes that have none. */
  finishLeaf(): void {
    this.finishEntries()
    if (this.#node.children !== null) this.fail(`"${this.name}" takes no children`)
  }

  /** Children by name, after `finishEntries`. What `rules` does not name goes to `others`, or is reported when there is no such place. */
  readChildren(rules: Readonly<Record<string, ChildRule>>, others?: NodeReader[]): Map<string, NodeReader[]> {
    this.finishEntries()
    const found = new Map<string, NodeReader[]>()
    for (const child of this.#childReaders()) {
      const rule = Object.hasOwn(rules, child.name) ? rules[child.name] : undefined
      if (rule === undefined) {
        if (others === undefined) child.fail(`"${this.name}" has no child "${child.name}"`)
        else others.push(child)
        continue
      }
      const same = found.get(child.name) ?? []
      if (rule === '?' && same.length > 0) child.fail(`"${this.name}" has "${child.name}" twice`)
      found.set(child.name, [...same, child])
    }
    return found
  }

  /** All children, whatever their names. */
  readAllChildren(): NodeReader[] {
    this.finishEntries()
    return this.#childReaders()
  }

  fail(what: string, hint?: string): void {
    this.#log.diagnostics.push(createError(what, this.place, hint))
  }

  #childReaders(): NodeReader[] {
    const children: Document | null = this.#node.children
    return children === null ? [] : children.nodes.map((child) => new NodeReader(child, this.#log))
  }

  #sortEntry(entry: Entry): void {
    if (entry.getTag() !== null) this.#failAt(entry, 'Type annotations are not part of the IR')
    const name = entry.getName()
    if (name === null) {
      this.#arguments.push(entry)
    } else if (this.#properties.has(name)) {
      this.#failAt(entry, `"${this.name}" has the property "${name}" twice`)
    } else {
      this.#properties.set(name, entry)
    }
  }

  #take<Value>(
    property: string,
    expected: string,
    fits: (value: unknown) => value is Value,
  ): Value | undefined {
    const entry = this.#properties.get(property)
    if (entry === undefined) return undefined
    this.#properties.delete(property)
    const value: unknown = entry.getValue()
    if (fits(value)) return value
    this.#failAt(entry, `The property "${property}" of "${this.name}" must be ${expected}`)
    return undefined
  }

  #failAt(entry: Entry, what: string): void {
    this.#log.diagnostics.push(createError(what, placeOf(entry, this.#log.file)))
  }
}

/** Entries are located with the space before them; the value's own place is what an editor should jump to. */
function placeOf(element: Node | Entry, file: string): Place {
  const named = 'value' in element ? (element.name ?? element.value) : element.name
  const start = (getLocation(named) ?? getLocation(element))?.start
  return start === undefined ? { file } : { file, line: start.line, column: start.column }
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0
}
