/** `node --import @mizan/codegen/trace`: writes down which tables each function of the app touches. `mizan trace` runs tests with it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { readTables } from './read-tables.ts'
import { TRACE_FOLDER, type TraceRecord } from './trace-record.ts'
import { watchDrivers } from './watch-drivers.ts'

/** The server's seam: it takes this in every app that has no `aroundRun` of its own. */
const AROUND_RUN = Symbol.for('mizan.aroundRun')

type Run = Pick<TraceRecord, 'function' | 'kind'>

const folder = process.env[TRACE_FOLDER]
if (folder !== undefined) start(join(folder, `${process.pid}-${threadId}.ndjson`))

function start(path: string): void {
  const running = new AsyncLocalStorage<Run>()
  const written = new Set<string>()
  const write = (record: TraceRecord) => {
    const line = `${JSON.stringify(record)}\n`
    if (written.has(line)) return
    written.add(line)
    // At once, because a test runner may end its workers at any moment.
    appendFileSync(path, line)
  }
  watchDrivers((sql) => {
    const run = running.getStore()
    if (run === undefined) return
    const { reads, writes } = readTables(sql)
    for (const table of reads) write({ ...run, access: 'read', table })
    for (const table of writes) write({ ...run, access: 'write', table })
  })
  const aroundRun = ({ function: name, kind }: Run, next: () => unknown): unknown => {
    const run = { function: name, kind }
    write(run)
    return running.run(run, next)
  }
  Object.assign(globalThis, { [AROUND_RUN]: aroundRun })
}
