/** Load from another process by autocannon: keep-alive, a fixed number of connections, a fixed time. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Asking } from '../servers/contestant.ts'

export interface LoadJob {
  readonly port: number
  /** Asked in turn by every connection. */
  readonly asking: readonly Asking[]
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Errors, timeouts and answers that are not 2xx. */
  readonly failures: number
  readonly p99Ms: number
}

export interface LoadProcess {
  run(job: LoadJob): Promise<LoadResult>
  stop(): void
}

export function startLoad(): LoadProcess {
  const child: ChildProcess = fork(join(import.meta.dirname, 'load-program.ts'), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    async run(job) {
      const answered = once(child, 'message', { signal: AbortSignal.timeout((job.seconds + 20) * 1000) })
      child.send(job)
      const [result] = (await answered) as [LoadResult]
      if (result.failures > 0) throw new Error(`${result.failures} requests failed under load`)
      return result
    },
    stop: () => void child.kill('SIGKILL'),
  }
}
