/** One request as a line of the log, when it is over (SPEC.md, HTTP-8, CAUSE-2). */
import { encodeTarget } from '@mizan/protocol'
import type { Exchange } from './exchange.ts'
import type { Step } from './service.ts'

export interface LogRecord {
  /** When the request was over: ISO 8601, UTC. */
  readonly time: string
  /** `X-Request-Id`. */
  readonly id: string
  readonly method: string
  /** Without the query string, which may hold what no log should. */
  readonly path: string
  /** Asked for by a call or a view path. */
  readonly function?: string
  /** Asked for by a context fetch. */
  readonly context?: string
  /** Id of the user; null when anonymous or refused before it was known. */
  readonly user: string | null
  readonly status: number
  /** Error code of the answer. */
  readonly code?: string
  /** Step of the pipeline that refused or failed. */
  readonly step?: Step
  readonly ms: number
  /** What a mutation made stale, as header text, hidden targets too. */
  readonly targets: readonly string[]
  /** `X-Mizan-Cause` of a mutation. */
  readonly cause?: string
  /** The answer of an earlier run was given again. */
  readonly replayed?: true
}

/** For the option `log`: one JSON object a line. `write` gets it without a line break. */
export function createJsonLog(write: (line: string) => void = writeConsole): (record: LogRecord) => void {
  return (record) => write(JSON.stringify(record))
}

export function toLogRecord(exchange: Exchange, status: number, ms: number): LogRecord {
  const { request, id, cause, caller, code, step } = exchange
  const name = exchange.function?.name
  return {
    time: new Date().toISOString(),
    id,
    method: request.method,
    path: exchange.tracked.path,
    ...(name === undefined ? {} : { function: name }),
    ...(exchange.context === undefined ? {} : { context: exchange.context }),
    user: caller?.id ?? null,
    status,
    ...(code === undefined ? {} : { code, step }),
    ms: Math.round(ms * 1000) / 1000,
    targets: exchange.purged.map(encodeTarget),
    ...(cause === undefined ? {} : { cause }),
    ...(exchange.isReplay ? { replayed: true as const } : {}),
  }
}

function writeConsole(line: string): void {
  // oxlint-disable-next-line no-console -- where a log goes that an app asked for and gave no other place
  console.log(line)
}
