/** A request body of JSON: its media type, its size and its grammar (SPEC.md, Names and values; Calls). */
import { type JsonObject, type JsonValue, parseJson } from '@mizan/protocol'
import type { Exchange } from './exchange.ts'
import { refuse } from './refuse.ts'
import { whenDone } from './settle.ts'

/** `type/subtype` and, where there is one, a charset: everything else about a media type is ignored. */
const MEDIA_TYPE = /^\s*([!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;([^]*))?$/
const CHARSET = /(?:^|;)\s*charset\s*=\s*"?([^\s;"]*)"?/

/** Lower-case media type of a body that is UTF-8; undefined when it is absent, malformed or of another charset. */
export function readMediaType(header: string | undefined): string | undefined {
  if (header === 'application/json') return header
  const found = MEDIA_TYPE.exec((header ?? '').slice(0, 256).toLowerCase())
  if (found === null) return undefined
  const charset = CHARSET.exec(found[2] ?? '')?.[1]
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' ? found[1] : undefined
}

/** A promise only where the body is still to come. */
export function readJsonObject(exchange: Exchange): JsonObject | Promise<JsonObject> {
  assertPlainEncoding(exchange)
  if (readMediaType(exchange.request.header('content-type')) !== 'application/json')
    throw refuse('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json in UTF-8')
  return whenDone(readBytes(exchange), toJsonObject)
}

/** Arguments of a view path that a page's own form sends: the grammar of a query string. */
export async function readFormBody(exchange: Exchange): Promise<string> {
  assertPlainEncoding(exchange)
  const bytes = await readBytes(exchange)
  let text = ''
  for (const byte of bytes) {
    if (byte > 0x7e) throw refuse('BAD_REQUEST', 'the body is not percent-coded')
    text += String.fromCharCode(byte)
  }
  return text
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toJsonObject(bytes: Uint8Array): JsonObject {
  const value = parseBody(bytes)
  if (isJsonObject(value)) return value
  throw refuse('BAD_REQUEST', 'the body must be a JSON object')
}

function assertPlainEncoding(exchange: Exchange): void {
  const encoding = exchange.request.header('content-encoding')
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return
  throw refuse('UNSUPPORTED_MEDIA_TYPE', 'the body must not have a Content-Encoding')
}

/** The whole body; the edge that reads throws when it passes a limit. */
function readBytes(exchange: Exchange): Promise<Uint8Array> | Uint8Array {
  const { request, service } = exchange
  if (request.readBody === undefined) return new Uint8Array()
  const { maxBodyBytes, bodyDeadlineMs } = service.limits
  const read = request.readBody({ maxBytes: maxBodyBytes, deadlineMs: bodyDeadlineMs })
  return whenDone(read, (bytes) => {
    exchange.hasUnreadBody = false
    return bytes
  })
}

function parseBody(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'the text is not JSON'
    throw refuse('BAD_REQUEST', `the body is not JSON: ${reason}`)
  }
}
