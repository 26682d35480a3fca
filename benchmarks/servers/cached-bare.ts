/** Bare node:http that answers bytes from memory, by URL: with the fewest headers, and with those that Mizan's bundle has. */
import { createServer, type OutgoingHttpHeaders } from 'node:http'
import { type Contestant, getJson, onlyPage } from './contestant.ts'
import { makeHome } from './home-data.ts'
import { listenOn } from './listen-on.ts'

const PATH = '/home?project_id=5'
const PAGE = getJson(PATH)

export const cachedBare: Contestant = onlyPage(() => listen({}), PAGE)

/** The same bytes in the head too, ids and all. */
export const cachedBareSameHead: Contestant = onlyPage(
  () =>
    listen({
      'X-Content-Type-Options': 'nosniff',
      'X-Mizan-Protocol': '1',
      'X-Request-Id': '0123456789abcdef0123',
      'X-Mizan-Schema': '0123456789abcdef',
      'Cache-Control': 'public, no-cache',
      'X-Mizan-Cache': 'hit',
      'X-Mizan-Entry': 'home;project_id=5',
      'Cache-Groups': '"0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"',
      ETag: '"0123456789abcdef0123456789abcdef"',
    }),
  PAGE,
)

function listen(head: OutgoingHttpHeaders): Promise<number> {
  const text = JSON.stringify(makeHome(5))
  const headers = { ...head, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
  const kept = new Map([[PATH, { text, headers }]])
  const server = createServer((request, response) => {
    const found = kept.get(request.url ?? '')
    if (found === undefined) {
      response.writeHead(404)
      response.end()
      return
    }
    response.writeHead(200, found.headers)
    response.end(found.text)
  })
  return listenOn(server)
}
