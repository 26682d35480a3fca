/** Serves the built front end. Every file is read once at start, so no request can name any other. */
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
}

interface StaticFile {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export type StaticHandler = (request: IncomingMessage, response: ServerResponse) => void

/** Addresses without a file get the page: the app reads its route from the address bar. */
export function createStaticHandler(folder: string): StaticHandler {
  const files = readFiles(folder)
  const page = files.get('/index.html')
  if (page === undefined) throw new Error(`There is no front end in ${folder}: run "vite build" first.`)
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
      return
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const file = files.get(path) ?? (extname(path) === '' ? page : undefined)
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, file.headers).end(request.method === 'HEAD' ? undefined : file.body)
  }
}

function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const place = join(entry.parentPath, entry.name)
    const path = `/${relative(folder, place).split(sep).join('/')}`
    const body = readFileSync(place)
    files.set(path, {
      body,
      headers: {
        'Content-Type': MEDIA_TYPES[extname(entry.name)] ?? 'application/octet-stream',
        'Content-Length': String(body.length),
        // The build puts a hash of the content into the names under assets/.
        'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
        'X-Content-Type-Options': 'nosniff',
      },
    })
  }
  return files
}
