/** One generated module: declarations in order, imports from what they mention, one first line that says who made it. */
import type { CodeSymbol } from '../model/code-symbol.ts'
import { docComment, stringLiteral } from './code-text.ts'
import { FIRST_LINE } from './first-line.ts'
import { commaList, type Layout, printLayout } from './layout.ts'

/** How generated modules name each other in imports. */
export type ImportExtension = 'js' | 'ts' | 'none'

/** Columns, as in the formatter's settings of this repository. */
const WIDTH = 110

export interface FileOptions {
  readonly importExtension: ImportExtension
  /** `ts`, or `tsx` when it holds JSX or React components. */
  readonly fileExtension?: 'ts' | 'tsx'
}

export class GeneratedFile {
  /** Without extension, such as `model`. */
  readonly module: string
  readonly path: string
  readonly #options: FileOptions
  readonly #imports = new Map<string, Map<string, CodeSymbol>>()
  readonly #declarations: string[] = []

  constructor(module: string, options: FileOptions) {
    this.module = module
    this.path = `${module}.${options.fileExtension ?? 'ts'}`
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#declarations.length === 0
  }

  /** A declaration, set off by a blank line; `doc` are the lines of its comment. */
  declare(layout: Layout, doc: readonly string[] = []): void {
    this.#declarations.push([...docComment(doc), this.#print(layout)].join('\n'))
  }

  /** A statement that stands without a blank line after the one before, such as one of several re-exports. */
  append(layout: Layout): void {
    const last = this.#declarations.pop()
    const text = this.#print(layout)
    this.#declarations.push(last === undefined ? text : `${last}\n${text}`)
  }

  exportAllFrom(module: string, isTypesOnly = false): void {
    this.append(`export ${isTypesOnly ? 'type ' : ''}* from ${stringLiteral(this.#specifier(module))}`)
  }

  toString(): string {
    const head = [FIRST_LINE, ...this.#printImports()].join('\n')
    const isSetOff = this.#imports.size > 0
    return `${head}${isSetOff ? '\n\n' : '\n'}${this.#declarations.join('\n\n')}\n`
  }

  #print(layout: Layout): string {
    return printLayout(layout, { width: WIDTH, onSymbol: (symbol) => this.#import(symbol) })
  }

  #import(symbol: CodeSymbol): void {
    if (symbol.module === this.module) return
    const names = this.#imports.get(symbol.module) ?? new Map<string, CodeSymbol>()
    names.set(symbol.name, symbol)
    this.#imports.set(symbol.module, names)
  }

  /** Packages before files. */
  #printImports(): string[] {
    const modules = [...this.#imports].map(([module, names]) => ({
      specifier: this.#specifier(module),
      symbols: sortNaturally([...names.values()], (symbol) => symbol.name),
    }))
    return sortNaturally(modules, ({ specifier }) => specifier)
      .sort((a, b) => Number(a.specifier.startsWith('.')) - Number(b.specifier.startsWith('.')))
      .map(({ specifier, symbols }) => this.#print(importStatement(specifier, symbols)))
  }

  #specifier(module: string): string {
    if (isPackage(module)) return module
    const extension = this.#options.importExtension
    return extension === 'none' ? `./${module}` : `./${module}.${this.#extensionOf(module)}`
  }

  #extensionOf(module: string): string {
    if (this.#options.importExtension === 'js') return 'js'
    return module === 'react' ? 'tsx' : 'ts'
  }
}

function importStatement(specifier: string, symbols: readonly CodeSymbol[]): Layout {
  const areTypes = symbols.every((symbol) => symbol.isType)
  const names = symbols.map((symbol) => (symbol.isType && !areTypes ? `type ${symbol.name}` : symbol.name))
  return [
    areTypes ? 'import type ' : 'import ',
    commaList('{', names, '}'),
    ` from ${stringLiteral(specifier)}`,
  ]
}

function isPackage(module: string): boolean {
  return module.startsWith('@')
}

/** `A < a < B < b` and `a2 < a10`, as the formatter sorts names. Not `localeCompare`: that differs from machine to machine. */
function sortNaturally<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, parts: splitForOrder(nameOf(item)) }))
    .sort((a, b) => compareParts(a.parts, b.parts))
    .map(({ item }) => item)
}

function compareParts(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (part !== other)
      return typeof part === typeof other ? Number(part > other) * 2 - 1 : rank(part) - rank(other)
  }
  return a.length - b.length
}

/** Runs of digits as numbers, every other character as a text that sorts by letter first and by case then. */
function splitForOrder(text: string): (number | string)[] {
  return (text.match(/\d+|\D/g) ?? []).map((part) =>
    /\d/.test(part) ? Number(part) : `${part.toLowerCase()}${part === part.toLowerCase() ? 1 : 0}`,
  )
}

/** Digits before letters. */
function rank(part: number | string): number {
  return typeof part === 'number' ? 0 : 1
}
