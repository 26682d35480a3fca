/** Target `mcp`: what the tools say of themselves. That they work is shown in packages/mcp. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
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

describe('tools', () => {
  it('say what is read only, what can be repeated and what becomes stale', async () => {
    const { tools } = await generateListing()
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
