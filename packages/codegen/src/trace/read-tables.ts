/** Which tables a statement names, and which of them it writes. A careful reader of common SQL, no parser: README, What trace sees. */
import { readSqlTokens, type SqlToken } from './sql-tokens.ts'

export interface TablesOfStatement {
  /** In lower case, without schema, each once. */
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

export function readTables(sql: string): TablesOfStatement {
  const tokens = readSqlTokens(sql)
  const first = tokens[0]
  if (first?.kind === 'word' && IGNORED.has(first.text)) return { reads: [], writes: [] }
  const reader = new TableReader(tokens)
  reader.read()
  const reads = [...reader.reads].filter((name) => !reader.temporary.has(name))
  return { reads, writes: [...reader.writes].filter((name) => !reader.temporary.has(name)) }
}

/** Statements that change no rows of a table. */
const IGNORED: ReadonlySet<string> = new Set(
  'alter analyze attach begin commit create drop end explain pragma release reset rollback savepoint set show start vacuum'.split(
    ' ',
  ),
)

/** `FROM` means something else inside these. */
const FROM_FUNCTIONS: ReadonlySet<string> = new Set(['extract', 'overlay', 'position', 'substring', 'trim'])

/** End a list of tables. */
const CLAUSES: ReadonlySet<string> = new Set(
  'where group having order limit offset fetch union intersect except window returning set values on for select'.split(
    ' ',
  ),
)

class TableReader {
  readonly reads = new Set<string>()
  readonly writes = new Set<string>()
  /** Names that `WITH` made. */
  readonly temporary = new Set<string>()
  readonly #tokens: readonly SqlToken[]
  #index = 0
  /** Innermost last: what stood before each open parenthesis, and whether a list of tables goes on there. */
  readonly #levels: { readonly opener: string; isInFrom: boolean }[] = [{ opener: '', isInFrom: false }]

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens
  }

  read(): void {
    while (this.#index < this.#tokens.length) {
      const token = this.#tokens[this.#index]
      this.#index++
      if (token?.kind === 'mark') this.#readMark(token.text)
      else if (token?.kind === 'word') this.#readWord(token.text)
    }
  }

  get #level() {
    return this.#levels.at(-1) ?? { opener: '', isInFrom: false }
  }

  #readMark(mark: string): void {
    if (mark === '(') {
      const before = this.#tokens[this.#index - 2]
      this.#levels.push({ opener: before?.kind === 'word' ? before.text : '', isInFrom: false })
    } else if (mark === ')' && this.#levels.length > 1) this.#levels.pop()
    else if (mark === ',' && this.#level.isInFrom) this.#readTable(this.reads)
    else if (mark === ';') this.#level.isInFrom = false
  }

  #readWord(word: string): void {
    if (word === 'with') return this.#readNamesOfWith()
    if (word === 'from') return this.#readFrom()
    if (word === 'join') return this.#readTable(this.reads)
    if (word === 'using' && !this.#isMark('(')) return this.#readTable(this.reads)
    if (word === 'into') return this.#readTable(this.writes, true)
    if (word === 'update' && !this.#isAfter('for', 'do', 'key', 'on')) return this.#readTable(this.writes)
    if (word === 'truncate') return this.#readTable(this.writes)
    // `WITH a AS (…), b AS (…)`: only names of a WITH stand before AS and a parenthesis.
    if (word === 'as') return this.#readNameBeforeAs()
    if (CLAUSES.has(word)) this.#level.isInFrom = false
  }

  #readFrom(): void {
    if (this.#isAfter('distinct') && this.#word(-3) === 'is') return
    if (this.#isAfter('distinct') && this.#word(-3) === 'not') return
    if (FROM_FUNCTIONS.has(this.#level.opener)) return
    if (this.#isAfter('delete')) return this.#readTable(this.writes)
    this.#level.isInFrom = true
    this.#readTable(this.reads)
  }

  /** `takesList`: a parenthesis after it holds columns, and makes it no function. */
  #readTable(into: Set<string>, takesList = false): void {
    while (
      ['only', 'or', 'table', 'lateral', 'abort', 'fail', 'ignore', 'replace', 'rollback'].includes(
        this.#word(0) ?? '',
      )
    )
      this.#index++
    let name: string | undefined
    for (;;) {
      const token = this.#tokens[this.#index]
      if (token === undefined || token.kind === 'mark') break
      name = token.text
      this.#index++
      if (!this.#isMark('.')) break
      this.#index++
    }
    const isFunction = this.#isMark('(') && !takesList
    if (name !== undefined && !isFunction && !CLAUSES.has(name)) into.add(name)
  }

  #readNamesOfWith(): void {
    if (this.#word(0) === 'recursive') this.#index++
    const token = this.#tokens[this.#index]
    // `WITH TIME ZONE`, `WITH ORDINALITY` and the like have no AS behind the next name.
    const next = this.#tokens[this.#index + 1]
    if (token !== undefined && token.kind !== 'mark' && (next?.text === 'as' || next?.text === '('))
      this.temporary.add(token.text)
  }

  #readNameBeforeAs(): void {
    const at = this.#skipColumnsBack(this.#index - 2)
    const [name, comma] = [this.#tokens[at], this.#tokens[at - 1]]
    const isName = name !== undefined && name.kind !== 'mark' && comma?.text === ','
    const isBody = this.#isMark('(') || this.#word(0) === 'materialized' || this.#word(0) === 'not'
    if (isName && isBody && !this.#level.isInFrom) this.temporary.add(name.text)
  }

  /** Over `(a, b)` that ends at `end`, to what stands before it. */
  #skipColumnsBack(end: number): number {
    if (this.#tokens[end]?.text !== ')') return end
    let at = end
    while (at >= 0 && this.#tokens[at]?.text !== '(') at--
    return at - 1
  }

  #isMark(mark: string): boolean {
    const token = this.#tokens[this.#index]
    return token?.kind === 'mark' && token.text === mark
  }

  /** The word before the present one. */
  #isAfter(...words: string[]): boolean {
    return words.includes(this.#word(-2) ?? '')
  }

  #word(offset: number): string | undefined {
    const token = this.#tokens[this.#index + offset]
    return token?.kind === 'word' ? token.text : undefined
  }
}
