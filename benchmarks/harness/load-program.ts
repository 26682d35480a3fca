/** The program of the load process: takes one job at a time from its parent, and answers what autocannon counted. */
import autocannon from 'autocannon'
import type { LoadJob, LoadResult } from './load.ts'

process.on('message', (job: LoadJob) => {
  void run(job).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))

async function run({ port, asking, connections, seconds }: LoadJob): Promise<LoadResult> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    requests: asking.map(({ method, path, headers, body }) => ({
      method,
      path,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
    })),
  })
  const { requests, errors, timeouts, non2xx, latency, start, finish } = result
  return {
    requests: requests.total,
    seconds: (finish.getTime() - start.getTime()) / 1000,
    failures: errors + timeouts + non2xx,
    p99Ms: latency.p99,
  }
}
