/** The taskboard with an edge before it: pages come from the edge, which asks the taskboard for what it does not have. */
import { randomBytes } from 'node:crypto'
import { findPort, startEdge } from '../server/edge/start-edge.ts'
import { startTaskboard, type TaskboardOptions, type TaskboardProcess } from './taskboard-process.ts'

/** Its `url` is that of the edge. */
export async function startTaskboardBehindEdge(
  options: TaskboardOptions & { readonly port?: number } = {},
): Promise<TaskboardProcess> {
  const port = options.port === undefined || options.port === 0 ? await findPort() : options.port
  const cacheSecret = randomBytes(32).toString('hex')
  const edgeSecret = randomBytes(32).toString('hex')
  const environment = {
    ...options.environment,
    TASKBOARD_EDGE: `http://127.0.0.1:${port}`,
    TASKBOARD_EDGE_SECRET: edgeSecret,
    TASKBOARD_SECRET: cacheSecret,
  }
  const board = await startTaskboard({ ...options, environment })
  // Importing it opens nothing, and every backend prints the same bytes.
  const manifest = (await import('../server/app.ts')).app.manifestText
  const edge = await startEdge({ port, origin: board.url, manifest, cacheSecret, edgeSecret })
  return {
    url: edge.url,
    folder: board.folder,
    async stop() {
      await edge.stop()
      await board.stop()
    },
  }
}
