/** Target `mcp`: a client of the official SDK calls a real app through the generated tools. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createFixtureApp } from '../../../protocol/fixture/typescript/app.ts'
import { createMcpServer, type McpServerOptions } from '../src/mcp/mcp-server.ts'
import { createProject, mizan } from './project.ts'
import { removeScratch } from './scratch.ts'

afterAll(removeScratch)

const fixture = join(import.meta.dirname, '../../../protocol/fixture/claimed.kdl')

interface Listing {
  readonly tools: readonly {
    readonly name: string
    readonly inputSchema: object
    readonly outputSchema: object
  }[]
}

async function generateListing(): Promise<Listing> {
  const root = createProject('mcp', {
    'mizan.config.ts':
      "export default { source: { file: 'ir.kdl' }, targets: [{ target: 'mcp', out: 'web' }] }",
    'ir.kdl': readFileSync(fixture, 'utf8'),
  })
  expect(await mizan(root, 'generate')).toMatchObject({ code: 0 })
  return JSON.parse(readFileSync(join(root, 'web/mcp.json'), 'utf8')) as Listing
}

const open: Client[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

async function connect(rest: Partial<McpServerOptions> = {}): Promise<Client> {
  const { tools } = await generateListing()
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

describe('tools', () => {
  it('say what is read only, what can be repeated and what becomes stale', async () => {
    const { tools } = await (await connect()).listTools()
    const tool = (name: string) => tools.find((candidate) => candidate.name === name)
    expect(tool('user_profile')).toMatchObject({
      annotations: { readOnlyHint: true, idempotentHint: true, destructiveHint: false },
      _meta: { 'mizan/kind': 'query', 'mizan/context': 'user' },
    })
    expect(tool('update_profile')).toMatchObject({
      annotations: { readOnlyHint: false, idempotentHint: false, destructiveHint: true },
      _meta: { 'mizan/affects': [{ context: 'user', scope: ['user_id'] }] },
      inputSchema: { type: 'object', required: ['user_id', 'name'], additionalProperties: false },
    })
    expect(tool('rebuild_index')).toBeUndefined()
  })

  it('have schemas that a validator of JSON Schema compiles', async () => {
    const formats = ['uuid', 'date', 'date-time', 'email', 'uri', 'hostname', 'ipv4', 'ipv6']
    const ajv = new Ajv2020({ formats: Object.fromEntries(formats.map((name) => [name, true as const])) })
    ajv.addVocabulary(['discriminator'])
    const { tools } = await generateListing()
    for (const { inputSchema, outputSchema } of tools) {
      expect(ajv.compile(inputSchema)).toBeTypeOf('function')
      expect(ajv.compile(outputSchema)).toBeTypeOf('function')
    }
  })
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
