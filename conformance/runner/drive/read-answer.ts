/** Reads one HTTP/1.1 answer out of the bytes that came so far. Strict: what a proxy could read in two ways is broken. */

export interface ReadAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
  /** Where the body begins among all bytes; chunk heads count as body here. */
  readonly bodyStart: number
}

export interface ReadOptions {
  /** HEAD: a length is announced and nothing comes. */
  readonly isHead: boolean
  readonly isClosed: boolean
}

/** Undefined while some of it is still to come; throws when it can be no answer. */
export function readAnswer(bytes: Buffer, options: ReadOptions): ReadAnswer | undefined {
  let start = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', start)
    if (end < 0) return undefined
    const { status, headers } = readHead(bytes.subarray(start, end).toString('latin1'))
    start = end + 4
    if (status < 200 && status !== 101) continue
    const body = readBody(bytes.subarray(start), { ...options, status, headers })
    return body === undefined ? undefined : { status, headers, body, bodyStart: start }
  }
}

function readHead(text: string): { status: number; headers: [string, string][] } {
  const [first = '', ...lines] = text.split('\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1]
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(first.slice(0, 80))}`)
  const headers = lines.map((line): [string, string] => {
    const found = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*$/.exec(line)
    if (found === null) throw new Error(`no header: ${JSON.stringify(line.slice(0, 80))}`)
    return [found[1] ?? '', found[2] ?? '']
  })
  return { status: Number(status), headers }
}

function readBody(
  bytes: Buffer,
  {
    isHead,
    isClosed,
    status,
    headers,
  }: ReadOptions & { status: number; headers: readonly (readonly [string, string])[] },
): Buffer | undefined {
  const valuesOf = (name: string): string[] =>
    headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value)
  if (status === 101) return Buffer.alloc(0)
  if (isHead || status === 204 || status === 304) {
    if (bytes.length > 0) throw new Error('a body that must not be')
    return isClosed ? bytes : undefined
  }
  if (valuesOf('transfer-encoding').some((value) => /chunked/i.test(value))) return readChunks(bytes)
  const lengths = new Set(valuesOf('content-length'))
  if (lengths.size > 1) throw new Error('two lengths')
  const [length] = lengths
  if (length === undefined) return isClosed ? bytes : undefined
  if (!/^\d+$/.test(length)) throw new Error(`a length that is none: ${length}`)
  return bytes.length < Number(length) ? undefined : bytes.subarray(0, Number(length))
}

function readChunks(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return undefined
    const size = /^([0-9a-fA-F]+)(?:;.*)?$/.exec(bytes.subarray(at, end).toString('latin1'))?.[1]
    if (size === undefined) throw new Error('a chunk without a size')
    const length = Number.parseInt(size, 16)
    const next = end + 2 + length + 2
    if (length === 0) return Buffer.concat(chunks)
    if (bytes.length < next) return undefined
    chunks.push(bytes.subarray(end + 2, end + 2 + length))
    at = next
  }
}
