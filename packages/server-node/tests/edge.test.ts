/** server-node does what every edge does. */
import { createServer } from 'node:http'
import { createNodeHandler } from '@mizan/server-node'
import { describeEdge } from '../../server/tests/support/edge-suite.ts'
import { listen } from '../../server/tests/support/listen.ts'

describeEdge('node:http, beside other paths', (app) => {
  const handle = createNodeHandler(app)
  return listen(
    createServer((request, response) => {
      if (app.owns(request.url ?? '')) handle(request, response)
      else response.writeHead(request.url === '/other' ? 200 : 404).end('other')
    }),
  )
})
