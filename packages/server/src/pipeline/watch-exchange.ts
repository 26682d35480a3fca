/** The two ends of a request as those see them who watch the app: counters, log, spans. */
import type { Exchange } from './exchange.ts'
import { toLogRecord } from './log-record.ts'
import type { Service } from './service.ts'

/** Milliseconds since some moment, the same one for all. */
export function readClock({ clock }: Pick<Service, 'clock'>): number {
  return clock.now?.() ?? performance.now()
}

/** The request is over: once, however often it is said. Never throws. */
export function finishExchange(exchange: Exchange, status: number): void {
  if (exchange.isFinished) return
  exchange.isFinished = true
  const { counts, log } = exchange.service
  counts.requests += 1
  counts.underWay -= 1
  if (status === 304) counts.notModified += 1
  if (exchange.code !== undefined) counts.countError(exchange.code)
  exchange.onFinish?.(status)
  if (log === undefined) return
  try {
    log(toLogRecord(exchange, status, readClock(exchange.service) - exchange.startedMs))
  } catch (error) {
    exchange.service.report({ id: exchange.id, function: undefined, step: exchange.step, error })
  }
}
