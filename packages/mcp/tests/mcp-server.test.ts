/** A client of the official SDK calls a real app through the generated tools. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '@mizan/codegen'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFixtureApp } from '../../../protocol/fixture/typescript/app.ts'
import { createMcpServer, type McpServerOptions } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'mizan-mcp-'))
let tools: object[] = []

beforeAll(async () => {
  const file = join(import.meta.dirname, '../../../protocol/fixture/claimed.kdl')
  await generate({ root: folder, config: { source: { file }, targets: [{ target: 'mcp', out: '.' }] } })
  tools = (JSON.parse(readFileSync(join(folder, 'mcp.json'), 'utf8')) as { tools: object[] }).tools
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open: Client[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

async function connect(rest: Partial<McpServerOptions> = {}): Promise<Client> {
  const app = createFixtureApp()
  const server = createMcpServer({
    name: 'fixture',
    version: '1.0.0',
    tools,
    url: 'http://fixture.test/api/mizan',
    fetch: app.fetch,
    headers: () => ({ 'X-Fixture-User': '1' }),
    ...rest,
  })
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1.0.0' })
  await Promise.all([server.connect(theirs), client.connect(ours)])
  open.push(client)
  return client
}

it('the tools are listed as they were generated', async () => {
  const listed = await (await connect()).listTools()
  expect(listed.tools).toEqual(tools)
})

describe('a tool call', () => {
  it('runs the function; the client checks the result against its schema', async () => {
    const client = await connect()
    await client.listTools()
    const profile = await client.callTool({ name: 'user_profile', arguments: { user_id: 1 } })
    expect(profile).toMatchObject({ structuredContent: { user_id: 1, name: 'Ada' } })
    const orders = await client.callTool({ name: 'user_orders', arguments: { user_id: 1 } })
    expect(orders).toMatchObject({ structuredContent: { result: expect.any(Array) } })
    const renamed = await client.callTool({
      name: 'update_profile',
      arguments: { user_id: 1, name: 'Grace' },
    })
    expect(renamed).toMatchObject({
      structuredContent: { name: 'Grace' },
      _meta: { 'mizan/invalidate': [{ context: 'user', params: { user_id: 1 } }] },
    })
    const again = await client.callTool({ name: 'user_profile', arguments: { user_id: 1 } })
    expect(again).toMatchObject({ structuredContent: { name: 'Grace' } })
  })

  it('that is refused is a tool error with code and details', async () => {
    const client = await connect()
    const taken = await client.callTool({ name: 'update_profile', arguments: { user_id: 1, name: 'Bob' } })
    expect(taken).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/^NAME_TAKEN: .*\n\{"suggestion":"Bob 1"\}$/s) }],
      _meta: { 'mizan/error': { code: 'NAME_TAKEN' } },
    })
    const wrong = await client.callTool({ name: 'user_profile', arguments: { user_id: '1' } })
    expect(wrong).toMatchObject({ isError: true, _meta: { 'mizan/error': { code: 'VALIDATION_FAILED' } } })
  })

  it.each(['constructor', 'rebuild_index', 'no_such_tool'])('of %s finds nothing', async (name) => {
    await expect((await connect()).callTool({ name, arguments: {} })).rejects.toThrow(
      `There is no tool ${name}`,
    )
  })

  it('says when something else answered', async () => {
    const client = await connect({ fetch: () => Promise.resolve(new Response('<h1>', { status: 502 })) })
    expect(await client.callTool({ name: 'user_profile', arguments: { user_id: 1 } })).toMatchObject({
      isError: true,
      content: [{ text: 'PROTOCOL: the server answered 502 and no JSON of this protocol' }],
    })
  })
})
