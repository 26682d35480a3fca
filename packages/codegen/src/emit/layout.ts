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

export function printLayout(layout: Layout, options: PrintOptions): string {
  const printer = new Printer(options)
  printer.print(layout, 0, true)
  return printer.text
}

const INDENT = '  '

class Printer {
  text = ''
  readonly #options: PrintOptions
  #column = 0

  constructor(options: PrintOptions) {
    this.#options = options
  }

  print(layout: Layout, level: number, isBroken: boolean): void {
    if (typeof layout === 'string') return this.#write(layout)
    if (isSequence(layout)) return this.#printSequence(layout, level, isBroken)
    switch (layout.kind) {
      case 'symbol':
        this.#options.onSymbol(layout)
        return this.#write(layout.name)
      case 'group':
        return this.#printGroup(layout.content, level, '')
      case 'indent':
        return this.print(layout.content, level + 1, isBroken)
      case 'line':
        return isBroken ? this.#newLine(level) : this.#write(layout.flat)
      case 'hard':
        return this.#newLine(level)
      case 'broken':
        return isBroken ? this.#write(layout.text) : undefined
    }
  }

  /** A group is followed by text up to the next possible break; that text has to fit too. */
  #printSequence(items: readonly Layout[], level: number, isBroken: boolean): void {
    for (const [index, item] of items.entries()) {
      const isGroup = typeof item === 'object' && !isSequence(item) && item.kind === 'group'
      if (isGroup) this.#printGroup(item.content, level, textBeforeBreak(items.slice(index + 1)))
      else this.print(item, level, isBroken)
    }
  }

  #printGroup(content: Layout, level: number, following: string): void {
    const flat = flatText(content)
    const fits = flat !== undefined && this.#column + flat.length + following.length <= this.#options.width
    this.print(content, level, !fits)
  }

  #newLine(level: number): void {
    this.text = `${this.text.trimEnd()}\n${INDENT.repeat(level)}`
    this.#column = level * INDENT.length
  }

  #write(text: string): void {
    this.text += text
    this.#column += text.length
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

function textBeforeBreak(items: readonly Layout[]): string {
  let text = ''
  for (const item of items) {
    if (typeof item === 'string') text += item
    else if (!isSequence(item) && item.kind === 'symbol') text += item.name
    else break
  }
  return text
}

function isSequence(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout)
}
