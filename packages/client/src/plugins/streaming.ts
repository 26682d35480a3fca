/** Bundles whose queries are shown as they finish, instead of when the slowest did (SPEC.md, NDJSON). */
import {
  HEADER_ENTRY,
  HEADER_IF_NONE_MATCH,
  type JsonObject,
  type JsonValue,
  ProtocolError,
} from '@mizan/protocol'
import { readBundle } from '../call/read-bundle.ts'
import { isPresent, placeBundle } from '../call/read-entry.ts'
import type { Plugin } from '../client-kernel.ts'
import { type Kernel, publish, tick } from '../kernel.ts'
import { type Fill, fileAsk } from '../store/entry.ts'
import { isJsonObject } from '../values/share-json.ts'

const NDJSON = 'application/x-ndjson'

/** For `createClient({ plugins: [streaming()] })`. A server that does not stream answers as ever. */
export function streaming(): Plugin {
  return (kernel) => {
    ;(kernel as Kernel).stream = streamBody
  }
}

type Show = (headers: Headers, functionName: string, body: JsonObject) => void

/** An ETag is worth more than an early look: what it confirms does not travel. */
const streamBody: NonNullable<Kernel['stream']> = (fill, request) => {
  if (request.headers?.[HEADER_IF_NONE_MATCH] !== undefined) return {}
  const show = showPart(fill)
  return {
    headers: { Accept: `${NDJSON}, application/json` },
    doubt() {
      const { begunAt, entry, slots } = fill
      for (const slot of slots) if (slot.stampedAt > begunAt) slot.staleAt ||= tick(entry.kernel)
      fill.hasParts = false
    },
    readBody({ body, headers }) {
      const isLines = headers.get('Content-Type')?.startsWith(NDJSON) === true
      return isLines && body !== null ? readLines(body, headers, show) : undefined
    },
  }
}

/** Puts one function of the bundle in place. */
function showPart(fill: Fill): Show {
  const { ask, entry } = fill
  const { kernel } = entry
  return (headers, name, body) => {
    const { begunAt } = fill
    const slots = fill.slots.filter(({ query }) => query.name === name)
    if (entry.fill !== fill || !isPresent(fill, headers)) return
    const bundle = readBundle({ status: 200, headers, body }, { entry, slots })
    // Before the entry has its place nobody can tell what is newer there: then all of it comes at the end.
    const isWhole = fill.slots.length === entry.slots.length
    const isHome = isWhole ? fileAsk(ask, bundle.pairs ?? entry.pairs) === entry : entry.isFiled
    if (!isHome || slots.length === 0) return
    entry.isPublic = bundle.isPublic
    const arrived = { begunAt, arrivedAt: tick(kernel), outcomes: bundle.outcomes }
    if (placeBundle(entry, arrived).length > 0) fill.hasParts = true
    publish(kernel, entry, arrived)
  }
}

/** The bundle that the lines make. */
async function readLines(body: ReadableStream<Uint8Array>, headers: Headers, show: Show): Promise<JsonValue> {
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
