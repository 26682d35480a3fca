/** KDL as the IR writes it (IR-1 to IR-6), read in one pass: a node a line, strings in quotes, no comments. What is spelled otherwise is left to a whole KDL parser. */
import type { KdlEntry, KdlNode, KdlValue } from './kdl-node.ts'

/** Undefined where the text has anything that the IR's printers never write, be it good KDL or not. */
export function readPlainKdl(text: string): KdlNode[] | undefined {
  if (!text.endsWith('\n') || !text.isWellFormed() || UNUSUAL.test(text)) return undefined
  return new PlainReader(text).read()
}

/** Deeper than any declaration; a whole parser has its own limit. */
const MAX_DEPTH = 256

/** Characters that KDL forbids or takes for an end of line, and tabs. */
const UNUSUAL =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

const NOTHING: readonly never[] = []
const [NEWLINE, SPACE, QUOTE, HASH, MINUS, EQUALS, BRACE] = [10, 32, 34, 35, 45, 61, 123]

/** What looks like a keyword is a mistake as a name. */
const KEYWORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'inf', 'nan'])

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

interface OpenNode extends KdlNode {
  children: KdlNode[] | null
}

class PlainReader {
  readonly #text: string
  readonly #hasPairs: boolean
  #at = 0
  #line = 1
  #lineStart = 0
  #escape = -1

  constructor(text: string) {
    this.#text = text
    this.#hasPairs = /[\ud800-\udbff]/.test(text)
  }

  read(): KdlNode[] | undefined {
    const top: KdlNode[] = []
    const outer: KdlNode[][] = []
    let siblings = top
    while (this.#at < this.#text.length) {
      this.#lineStart = this.#at
      while (this.#code() === SPACE) this.#at++
      if (this.#text.startsWith('}\n', this.#at)) {
        const around = outer.pop()
        if (around === undefined) return undefined
        siblings = around
        this.#at += 2
      } else {
        const node = this.#readNode()
        if (node === undefined) return undefined
        siblings.push(node)
        if (node.children !== null) {
          if (outer.push(siblings) > MAX_DEPTH) return undefined
          siblings = node.children
        }
      }
      this.#line++
    }
    return outer.length === 0 ? top : undefined
  }

  /** To the end of its line. */
  #readNode(): OpenNode | undefined {
    const [line, column, name] = [this.#line, this.#column(), this.#readName()]
    if (name === '' || KEYWORDS.has(name)) return undefined
    let args: KdlEntry[] | undefined
    let props: KdlEntry[] | undefined
    const finish = (children: KdlNode[] | null): OpenNode => ({
      name,
      args: args ?? NOTHING,
      props: props ?? NOTHING,
      children,
      tags: NOTHING,
      line,
      column,
    })
    for (;;) {
      const mark = this.#code()
      this.#at++
      if (mark === NEWLINE) return finish(null)
      if (mark !== SPACE) return undefined
      if (this.#code() === BRACE) {
        this.#at += 2
        return this.#text.charCodeAt(this.#at - 1) === NEWLINE ? finish([]) : undefined
      }
      const entry = this.#readEntry()
      if (entry === undefined) return undefined
      if (entry.name === '') (args ??= []).push(entry)
      else (props ??= []).push(entry)
    }
  }

  #readEntry(): KdlEntry | undefined {
    const column = this.#column()
    const name = this.#readName()
    if (name !== '') {
      if (this.#code() !== EQUALS || KEYWORDS.has(name)) return undefined
      this.#at++
    }
    const value = this.#readValue()
    return value === undefined ? undefined : { name, value, line: this.#line, column }
  }

  /** Lower-case words with hyphens; empty where none stands. */
  #readName(): string {
    const start = this.#at
    if (!isLetter(this.#code())) return ''
    do this.#at++
    while (isLetter(this.#code()) || this.#code() === MINUS)
    return this.#text.slice(start, this.#at)
  }

  #readValue(): KdlValue | undefined {
    const first = this.#code()
    if (first === QUOTE) return this.#readString()
    if (first === HASH) return this.#readKeyword()
    NUMBER.lastIndex = this.#at
    const digits = NUMBER.exec(this.#text)?.[0]
    if (digits === undefined) return undefined
    this.#at += digits.length
    return Number(digits)
  }

  #readKeyword(): KdlValue | undefined {
    for (const [word, value] of [
      ['#true', true],
      ['#false', false],
      ['#null', null],
    ] as const) {
      if (!this.#text.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    return undefined
  }

  #readString(): string | undefined {
    const start = this.#at + 1
    let end = this.#text.indexOf('"', start)
    let escape = this.#escapeFrom(start)
    const isEscaped = escape < end
    while (escape < end) {
      if (escape + 1 === end) end = this.#text.indexOf('"', end + 1)
      escape = this.#escapeFrom(escape + 2)
    }
    if (end === -1) return undefined
    this.#at = end + 1
    const inside = this.#text.slice(start, end)
    if (inside.includes('\n')) return undefined
    return isEscaped ? unescape(inside) : inside
  }

  /** Where the next backslash stands. It is remembered, because most texts have few and some none. */
  #escapeFrom(at: number): number {
    if (this.#escape >= at) return this.#escape
    const found = this.#text.indexOf('\\', at)
    this.#escape = found === -1 ? Infinity : found
    return this.#escape
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at)
  }

  #column(): number {
    const units = this.#at - this.#lineStart
    return 1 + (this.#hasPairs ? Array.from(this.#text.slice(this.#lineStart, this.#at)).length : units)
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  '"': '"',
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
}

/** Undefined for an escape that the IR does not write. */
function unescape(text: string): string | undefined {
  let isUnusual = false
  const plain = text.replace(/\\(?:u\{([0-9a-f]{1,6})\}|(.)|$)/gsu, (_all, hex?: string, short = '') => {
    const code = hex === undefined ? undefined : Number.parseInt(hex, 16)
    const isScalar = code !== undefined && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    const character = isScalar ? String.fromCodePoint(code) : ESCAPES[short]
    isUnusual ||= character === undefined
    return character ?? ''
  })
  return isUnusual ? undefined : plain
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122
}
