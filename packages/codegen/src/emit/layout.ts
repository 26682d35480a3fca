/** Text that knows where it may break: printed on one line when it fits, else broken in the same way that the formatter of this repository breaks it. */

import type { CodeSymbol } from '../model/code-symbol.ts'

export type Layout =
  | string
  | CodeSymbol
  | readonly Layout[]
  | { readonly kind: 'group'; readonly content: Layout }
  | { readonly kind: 'indent'; readonly content: Layout }
  | { readonly kind: 'line'; readonly flat: string }
  | { readonly kind: 'hard' }
  | { readonly kind: 'broken'; readonly text: string }

export interface PrintOptions {
  /** Columns. */
  readonly width: number
  /** Called for every symbol that is printed. */
  readonly onSymbol: (symbol: CodeSymbol) => void
}

/** A space, or a new line when its group is broken. */
export const line: Layout = { kind: 'line', flat: ' ' }
/** Nothing, or a new line when its group is broken. */
export const softLine: Layout = { kind: 'line', flat: '' }
/** Always a new line; breaks every group around it. */
export const hardLine: Layout = { kind: 'hard' }

/** Printed flat when it fits on the line, else with all its own lines broken. */
export function group(...content: Layout[]): Layout {
  return { kind: 'group', content }
}

export function indent(...content: Layout[]): Layout {
  return { kind: 'indent', content }
}

/** Text that stands only when the group around it is broken, such as a trailing comma. */
export function whenBroken(text: string): Layout {
  return { kind: 'broken', text }
}

export function join(items: readonly Layout[], separator: Layout): Layout {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]))
}

/** `open item, item close`, one item a line with a trailing comma when broken. */
export function commaList(open: string, items: readonly Layout[], close: string): Layout {
  if (items.length === 0) return `${open}${close}`
  const edge = open === '{' ? line : softLine
  return group(open, indent(edge, join(items, [',', line])), whenBroken(','), edge, close)
}

/** `<A, B>`: type arguments have no trailing comma. */
export function typeArguments(...items: Layout[]): Layout {
  return group('<', indent(softLine, join(items, [',', line])), softLine, '>')
}

export function printLayout(layout: Layout, options: PrintOptions): string {
  const printer = new Printer(options)
  printer.print(layout, { level: 0, isBroken: true, following: '' })
  return printer.text
}

const INDENT = '  '

/** Where a layout stands. */
interface Surroundings {
  readonly level: number
  readonly isBroken: boolean
  /** What has to stand on the same line after it in any case. */
  readonly following: string
}

class Printer {
  readonly #options: PrintOptions
  /** Without the line that is being written; undefined before the first end of a line. */
  #finished: string | undefined
  #line = ''

  constructor(options: PrintOptions) {
    this.#options = options
  }

  get text(): string {
    return this.#finished === undefined ? this.#line : `${this.#finished}\n${this.#line}`
  }

  print(layout: Layout, around: Surroundings): void {
    if (typeof layout === 'string') return this.#write(layout)
    if (isSequence(layout)) return this.#printSequence(layout, around)
    switch (layout.kind) {
      case 'symbol':
        this.#options.onSymbol(layout)
        return this.#write(layout.name)
      case 'group':
        return this.#printGroup(layout.content, around)
      case 'indent':
        return this.print(layout.content, { ...around, level: around.level + 1 })
      case 'line':
        return around.isBroken ? this.#newLine(around.level) : this.#write(layout.flat)
      case 'hard':
        return this.#newLine(around.level)
      case 'broken':
        return around.isBroken ? this.#write(layout.text) : undefined
    }
  }

  #printSequence(items: readonly Layout[], around: Surroundings): void {
    for (const [index, item] of items.entries()) {
      // Only what may break has to know what follows it.
      if (typeof item === 'string') {
        this.#write(item)
        continue
      }
      const { text, hasLine } = textUpToLine(items, around.isBroken, index + 1)
      this.print(item, { ...around, following: hasLine ? text : text + around.following })
    }
  }

  #printGroup(content: Layout, around: Surroundings): void {
    const flat = flatText(content)
    const length = (flat?.length ?? Number.POSITIVE_INFINITY) + around.following.length
    if (flat === undefined || this.#line.length + length > this.#options.width) {
      this.print(content, { ...around, isBroken: true })
    } else {
      this.#write(flat)
      this.#tellSymbols(content)
    }
  }

  #tellSymbols(layout: Layout): void {
    if (typeof layout === 'string') return
    if (isSequence(layout)) for (const item of layout) this.#tellSymbols(item)
    else if (layout.kind === 'symbol') this.#options.onSymbol(layout)
    else if (layout.kind === 'group' || layout.kind === 'indent') this.#tellSymbols(layout.content)
  }

  /** Lines end without spaces, and none is blank. */
  #newLine(level: number): void {
    const ended = this.#line.trimEnd()
    if (this.#finished === undefined) this.#finished = ended
    else if (ended !== '') this.#finished += `\n${ended}`
    this.#line = INDENT.repeat(level)
  }

  #write(text: string): void {
    this.#line += text
  }
}

/** Undefined when a hard line makes it impossible. */
function flatText(layout: Layout): string | undefined {
  if (typeof layout === 'string') return layout
  if (!isSequence(layout)) return flatTextOfNode(layout)
  let text = ''
  for (const item of layout) {
    const part = flatText(item)
    if (part === undefined) return undefined
    text += part
  }
  return text
}

function flatTextOfNode(layout: Exclude<Layout, string | readonly Layout[]>): string | undefined {
  switch (layout.kind) {
    case 'symbol':
      return layout.name
    case 'group':
    case 'indent':
      return flatText(layout.content)
    case 'line':
      return layout.flat
    case 'hard':
      return undefined
    case 'broken':
      return ''
  }
}

/** The text before the first place where a line may end; `isBroken` tells whether the group around is. Of a sequence, its items from `start` on. */
function textUpToLine(
  layout: Layout,
  isBroken: boolean,
  start = 0,
): { readonly text: string; readonly hasLine: boolean } {
  if (typeof layout === 'string') return { text: layout, hasLine: false }
  if (isSequence(layout)) {
    let text = ''
    for (let index = start; index < layout.length; index++) {
      const part = textUpToLine(layout[index] ?? '', isBroken)
      text += part.text
      if (part.hasLine) return { text, hasLine: true }
    }
    return { text, hasLine: false }
  }
  switch (layout.kind) {
    case 'symbol':
      return { text: layout.name, hasLine: false }
    case 'group':
      return textUpToLine(layout.content, false)
    case 'indent':
      return textUpToLine(layout.content, isBroken)
    case 'broken':
      return { text: isBroken ? layout.text : '', hasLine: false }
    default:
      return { text: '', hasLine: true }
  }
}

function isSequence(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout)
}
