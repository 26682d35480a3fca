/** Serves the API and the built front end on one port of this machine: `server/main.ts --port 4870 --database file`. */
import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createNodeHandler } from '@mizan/server-node'
import { app } from './app.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { closeSessions, openSessions } from './sessions.ts'
import { createStaticHandler } from './static-files.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4870' },
    database: { type: 'string', default: join(ROOT, '.cache', 'taskboard.sqlite') },
    web: { type: 'string', default: join(ROOT, 'dist') },
  },
})

mkdirSync(dirname(values.database), { recursive: true })
await openDatabase(values.database)
await openSessions(values.database)
const server = createTaskboardServer(values.web)
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`taskboard: http://127.0.0.1:${port}\n`)
})
server.once('error', (error) => {
  process.stderr.write(`taskboard: ${error.message}\n`)
  process.exitCode = 1
  closeFiles()
})
process.once('SIGINT', stop)
process.once('SIGTERM', stop)

function createTaskboardServer(webFolder: string): Server {
  const answerApi = createNodeHandler(app)
  const answerPage = createStaticHandler(webFolder)
  return createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (request, response) => {
    const isApi = request.url?.startsWith(`${app.base}/`) === true
    if (isApi) answerApi(request, response)
    else answerPage(request, response)
  })
}

function stop(): void {
  server.close(closeFiles)
  server.closeIdleConnections()
  // Browsers keep connections open that would hold the port for as long as they please.
  setTimeout(() => server.closeAllConnections(), 1000).unref()
}

function closeFiles(): void {
  closeDatabase()
  closeSessions()
}
