/** @mizan/mcp: serves generated tools over the Model Context Protocol: a tool call is a call of the wire protocol, refusals come back as tool errors. */
import { type JsonObject, type JsonValue, parseJson } from '@mizan/protocol'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'

export interface McpServerOptions {
  readonly name: string
  readonly version: string
  /** `tools` of the generated `mcp.json`. */
  readonly tools: readonly object[]
  /** Where the app is, with its base: `https://app.example/api/mizan`. */
  readonly url: string
  /** In place of the global one; `app.fetch` calls an app in the same process. */
  readonly fetch?: (request: Request) => Promise<Response>
  /** Such as the credentials of whom the agent acts for; asked before each call. */
  readonly headers?: () => Readonly<Record<string, string>>
}

/** Connect it to a transport of the SDK. */
export function createMcpServer(options: McpServerOptions): Server {
  const tools = new Map(options.tools.map((tool) => [(tool as Tool).name, tool as Tool]))
  const info = { name: options.name, version: options.version }
  const server = new Server(info, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...tools.values()] }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    const tool = tools.get(params.name)
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}`)
    return callTool(tool, { args: params.arguments ?? {}, signal, options })
  })
  return server
}

interface ToolCall {
  readonly args: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
  readonly options: McpServerOptions
}

async function callTool(tool: Tool, { args, signal, options }: ToolCall): Promise<CallToolResult> {
  const request = new Request(`${options.url.replace(/\/$/, '')}/call/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...options.headers?.() },
    body: JSON.stringify({ fn: tool.name, args }),
    signal,
  })
  const response = await (options.fetch ?? fetch)(request)
  const answer = readAnswer(await response.text())
  if (answer !== undefined && response.ok && 'result' in answer) return toResult(tool, answer)
  const error = answer?.['error']
  return isObject(error)
    ? toError(error)
    : toError({
        code: 'PROTOCOL',
        message: `the server answered ${response.status} and no JSON of this protocol`,
      })
}

function readAnswer(text: string): JsonObject | undefined {
  try {
    const answer = parseJson(text)
    return isObject(answer) ? answer : undefined
  } catch {
    return undefined
  }
}

/** A result that is no object stands in `result`, as the tool's output schema says. */
function toResult(tool: Tool, { result = null, invalidate }: JsonObject): CallToolResult {
  const isWrapped = tool._meta?.['mizan/wrapsResult'] === true
  const structured = isWrapped || !isObject(result) ? { result } : result
  return {
    content: [{ type: 'text', text: JSON.stringify(result) }],
    structuredContent: structured,
    ...(Array.isArray(invalidate) && invalidate.length > 0
      ? { _meta: { 'mizan/invalidate': invalidate } }
      : {}),
  }
}

function toError(error: JsonObject): CallToolResult {
  const { code, message, details } = error
  const heading = typeof code === 'string' && typeof message === 'string' ? `${code}: ${message}` : 'refused'
  const text = details === undefined ? heading : `${heading}\n${JSON.stringify(details)}`
  return { isError: true, content: [{ type: 'text', text }], _meta: { 'mizan/error': error } }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
