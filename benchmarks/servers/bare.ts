/** Bare node:http with the same Zod schemas, as somebody would write it by hand who wants nothing but speed. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { z } from 'zod'
import { type Contestant, getJson, postJson } from './contestant.ts'
import { listenOn } from './listen-on.ts'
import {
  ECHO,
  EchoInput,
  EchoOutput,
  NoopInput,
  NoopOutput,
  PAGE_OUTPUTS,
  PAGE_QUERIES,
  PageInput,
  type PageQuery,
  page,
} from './page-data.ts'

interface Answer {
  readonly text: string
  readonly isTagged?: boolean
}

type Respond = (body: string, send: (status: number, text: string) => void) => void

const posts: Readonly<Record<string, Respond>> = {
  '/noop': validated(NoopInput, NoopOutput, ({ id }) => ({ ok: id > 0 })),
  '/echo': validated(EchoInput, EchoOutput, (echo) => echo),
}

const server = createServer((request, response) => {
  const url = request.url ?? ''
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  if (request.method === 'GET') return answerGet(path, url.slice(end + 1), response)
  const respond = posts[path]
  if (respond === undefined) return send(response, 404, { text: '{}' })
  readBody(request, (body) => respond(body, (status, text) => send(response, status, { text })))
})

export const contestant: Contestant = {
  listen: () => listenOn(server),
  noop: postJson('/noop', { id: 5 }),
  echo: postJson('/echo', ECHO),
  page: [getJson('/page?project_id=5')],
}

/** The same page asked for in five requests. */
export const inFive: Contestant = {
  ...contestant,
  page: PAGE_QUERIES.map((name) => getJson(`/page/${name}?project_id=5`, (answer) => ({ [name]: answer }))),
}

/** The same page with a strong ETag of its bytes, which Mizan's bundle always has. */
export const withEtag: Contestant = { ...contestant, page: [getJson('/page-etag?project_id=5')] }

function answerGet(path: string, query: string, response: ServerResponse): void {
  const params = new URLSearchParams(query)
  const input = PageInput.safeParse({ project_id: Number(params.get('project_id')) })
  if (!input.success) return send(response, 422, { text: JSON.stringify(input.error.issues) })
  const { project_id } = input.data
  if (path === '/page' || path === '/page-etag') {
    const bundle: Record<string, unknown> = {}
    for (const name of PAGE_QUERIES) bundle[name] = runQuery(name, project_id)
    return send(response, 200, { text: JSON.stringify(bundle), isTagged: path === '/page-etag' })
  }
  const name = path.slice('/page/'.length)
  if (!Object.hasOwn(page, name)) return send(response, 404, { text: '{}' })
  return send(response, 200, { text: JSON.stringify(runQuery(name as PageQuery, project_id)) })
}

function runQuery(name: PageQuery, project_id: number): unknown {
  return PAGE_OUTPUTS[name].parse(page[name](project_id))
}

function validated<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  handle: (args: z.infer<Input>) => z.infer<Output>,
): Respond {
  return (body, sendText) => {
    let json: unknown
    try {
      json = JSON.parse(body)
    } catch {
      return sendText(400, '{"error":"not JSON"}')
    }
    const args = input.safeParse(json)
    if (!args.success) return sendText(422, JSON.stringify(args.error.issues))
    return sendText(200, JSON.stringify(output.parse(handle(args.data))))
  }
}

function readBody(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () =>
    done((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString()),
  )
}

function send(response: ServerResponse, status: number, { text, isTagged = false }: Answer): void {
  const headers: Record<string, string | number> = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  }
  if (isTagged) headers['ETag'] = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
  response.writeHead(status, headers)
  response.end(text)
}
