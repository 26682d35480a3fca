/** Bundles whose queries are shown as they finish, instead of when the slowest did (SPEC.md, NDJSON). */
import { HEADER_ENTRY, type JsonObject, type JsonValue, ProtocolError } from '@mizan/protocol'
import type { BodyStream } from '../call/body-stream.ts'
import type { Plugin } from '../kernel.ts'
import { isJsonObject } from '../store/share-json.ts'

const NDJSON = 'application/x-ndjson'

/** For `createClient({ plugins: [streaming()] })`. A server that does not stream answers as ever. */
export function streaming(): Plugin {
  return (kernel) => {
    kernel.hooks.stream = streamBody
  }
}

const streamBody: BodyStream = (show) => ({
  headers: { Accept: `${NDJSON}, application/json` },
  readBody({ body, headers }) {
    const isLines = headers.get('Content-Type')?.startsWith(NDJSON) === true
    return isLines && body !== null ? readLines(body, headers, show) : undefined
  },
})

/** The bundle that the lines make. */
async function readLines(
  body: ReadableStream<Uint8Array>,
  headers: Headers,
  show: Parameters<BodyStream>[0],
): Promise<JsonValue> {
  const results: [string, JsonValue][] = []
  const errors: [string, JsonValue][] = []
  let head: JsonObject = {}
  for await (const line of linesOf(body)) {
    const { done, entry, error, fn, result } = line
    if (done === true)
      return { ...head, _mizan_errors: Object.fromEntries(errors), ...Object.fromEntries(results) }
    if (typeof entry === 'string') head = { _mizan_entry: entry }
    if (typeof fn !== 'string') continue
    if (result !== undefined) results.push([fn, result])
    else errors.push([fn, error ?? null])
    const isNamed = headers.has(HEADER_ENTRY) || head._mizan_entry !== undefined
    if (result !== undefined && isNamed) show(headers, fn, { ...head, [fn]: result })
  }
  throw new ProtocolError('The answer broke off before its end.')
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncIterable<JsonObject> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
    rest = done ? '' : (lines.pop() ?? '')
    for (const line of lines) if (line.trim() !== '') yield parseLine(line)
    if (done) return
  }
}

function parseLine(text: string): JsonObject {
  try {
    const line: unknown = JSON.parse(text)
    if (isJsonObject(line)) return line
  } catch {}
  throw new ProtocolError('A line of the answer is not JSON.')
}
