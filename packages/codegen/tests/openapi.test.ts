/** Target `openapi`: judged by validators that are not ours, and by the answers of a real app. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@mizan/protocol'
import { validate as validateOpenapi } from '@readme/openapi-parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { createFixtureApp } from '../../../protocol/fixture/typescript/app.ts'
import { splitUploads } from '../src/model/callable.ts'
import { openapiDocument } from '../src/openapi/openapi-document.ts'
import { readIr } from '../src/sources/read-ir.ts'
import { createProject, mizan } from './project.ts'
import { removeScratch } from './scratch.ts'

afterAll(removeScratch)

const repository = join(import.meta.dirname, '../../..')
const irFiles = {
  fixture: 'protocol/fixture/fixture.kdl',
  claimed: 'protocol/fixture/claimed.kdl',
  everything: 'packages/codegen/tests/golden/everything/ir.kdl',
  minimal: 'packages/codegen/tests/golden/minimal/ir.kdl',
}

function openapiOf(name: keyof typeof irFiles): JsonObject {
  const { document } = readIr(readFileSync(join(repository, irFiles[name]), 'utf8'), name)
  return openapiDocument(splitUploads(document).document, { title: 'Fixture', version: '1.2.3' })
}

/** Formats are for the server to judge; here their names have to be known. */
const FORMATS = ['uuid', 'date', 'date-time', 'email', 'uri', 'hostname', 'ipv4', 'ipv6']

function createAjv(): Ajv2020 {
  const formats = Object.fromEntries(FORMATS.map((name) => [name, true as const]))
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    formats,
    allErrors: true,
  })
  ajv.addVocabulary(['components', 'discriminator'])
  return ajv
}

describe.each(Object.keys(irFiles) as (keyof typeof irFiles)[])('the document of %s', (name) => {
  it('is OpenAPI 3.1, says a validator of OpenAPI', async () => {
    const result = await validateOpenapi(structuredClone(openapiOf(name)) as never)
    expect(result).toMatchObject({ valid: true })
  })

  it('holds schemas that a validator of JSON Schema compiles', () => {
    const document = openapiOf(name)
    const schemas = Object.keys((document['components'] as { schemas: JsonObject }).schemas)
    const ajv = createAjv()
    ajv.addSchema({ $id: 'openapi.json', components: document['components'] ?? {} })
    for (const schema of schemas)
      expect(ajv.compile({ $ref: `openapi.json#/components/schemas/${schema}` })).toBeTypeOf('function')
  })

  it('names each operation once', () => {
    const operations = Object.values(
      openapiOf(name)['paths'] as Record<string, Record<string, { operationId: string }>>,
    )
    const ids = operations.flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

interface Operation {
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: JsonObject } }
  }
  readonly responses: Readonly<
    Record<string, { readonly content: { readonly 'application/json': { readonly schema: JsonObject } } }>
  >
}

describe('what a real app answers', () => {
  const document = openapiOf('claimed')
  const paths = document['paths'] as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  const app = createFixtureApp()
  const [server] = document['servers'] as { url: string }[]

  /** Problems that a client in another language would have with it. */
  async function ask(path: string, method: 'get' | 'post', rest: { body?: object; query?: string } = {}) {
    const operation = paths[path]?.[method]
    if (operation === undefined) throw new Error(`no operation ${method} ${path}`)
    const schemaOf = (holder: { content: { 'application/json': { schema: JsonObject } } } | undefined) => ({
      ...holder?.content['application/json'].schema,
      components: document['components'],
    })
    const url = `http://fixture.test${server?.url}${path.replace(/#.*/, '')}${rest.query ?? ''}`
    const body = rest.body === undefined ? {} : { body: JSON.stringify(rest.body) }
    const headers = { 'Content-Type': 'application/json', 'X-Fixture-User': '1' }
    const response = await app.fetch(new Request(url, { method: method.toUpperCase(), headers, ...body }))
    const ajv = createAjv()
    const isSent = rest.body === undefined || ajv.validate(schemaOf(operation.requestBody), rest.body)
    const answered = await response.json()
    const described = operation.responses[String(response.status)] ?? operation.responses['default']
    ajv.validate(schemaOf(described), answered)
    return { status: response.status, isSent, errors: ajv.errors, answered }
  }
  const fits = (status: number, isSent = true) => ({ status, isSent, errors: null })

  it('to calls fits the document', async () => {
    expect(
      await ask('/call/#user_profile', 'post', { body: { fn: 'user_profile', args: { user_id: 1 } } }),
    ).toMatchObject(fits(200))
    const rename = (args: object) =>
      ask('/call/#update_profile', 'post', { body: { fn: 'update_profile', args } })
    expect(await rename({ user_id: 1, name: 'Grace' })).toMatchObject(fits(200))
    // A declared error with its details, and values that neither the document nor the app takes.
    expect(await rename({ user_id: 1, name: 'Bob' })).toMatchObject({
      ...fits(409),
      answered: { error: { code: 'NAME_TAKEN' } },
    })
    expect(await rename({ user_id: 1, name: '' })).toMatchObject(fits(422, false))
    expect(await rename({ user_id: 1, name: 'x', more: 1 })).toMatchObject(fits(422, false))
  })

  it('to bundles fits the document, by GET and by POST', async () => {
    expect(await ask('/ctx/user/', 'get', { query: '?user_id=1' })).toMatchObject(fits(200))
    expect(await ask('/ctx/user/', 'get')).toMatchObject(fits(422))
    expect(await ask('/ctx/user/', 'post', { body: { user_id: 1, limit: 3 } })).toMatchObject(fits(200))
    expect(await ask('/ctx/user/', 'get', { query: '?user_id=1&_mizan_fn=user_profile' })).toMatchObject(
      fits(200),
    )
    expect(await ask('/ctx/flaky/', 'get')).toMatchObject({ errors: null })
    expect(await ask('/ctx/me/', 'get')).toMatchObject(fits(200))
  })

  it('would be noticed when it did not', () => {
    const schema =
      paths['/call/#user_profile']?.['post']?.responses['200']?.content['application/json'].schema
    const ajv = createAjv()
    const whole = { ...schema, components: document['components'] }
    expect(ajv.validate(whole, { result: { user_id: '1' }, invalidate: [] })).toBe(false)
  })
})

describe('the target', () => {
  it('writes openapi.json beside other files, and knows it as its own', async () => {
    const targets =
      "[{ target: 'typescript', out: 'web' }, { target: 'openapi', out: 'web', base: 'https://a.example/api', title: 'App', version: '2' }]"
    const root = createProject('openapi', {
      'mizan.config.ts': `export default { source: { file: 'ir.kdl' }, targets: ${targets} }`,
      'ir.kdl': 'mizan 1\nfunction "ping" kind="mutation" {\n    output {\n        nothing\n    }\n}\n',
    })
    expect(await mizan(root, 'generate')).toMatchObject({ code: 0, error: '✓ web: 4 written, 0 unchanged\n' })
    const document: unknown = JSON.parse(readFileSync(join(root, 'web/openapi.json'), 'utf8'))
    expect(document).toMatchObject({
      'x-generated-by': 'mizan generate',
      info: { title: 'App', version: '2' },
      servers: [{ url: 'https://a.example/api' }],
      paths: { '/call/#ping': { post: { operationId: 'ping', 'x-mizan-affects': [] } } },
    })
    expect(await mizan(root, 'generate', '--check')).toMatchObject({ code: 0 })
    createProject('openapi', {
      'mizan.config.ts':
        "export default { source: { file: 'ir.kdl' }, targets: [{ target: 'typescript', out: 'web' }] }",
    })
    expect(await mizan(root, 'generate')).toMatchObject({
      error: '✓ web: 0 written, 3 unchanged, 1 removed\n',
    })
  })
})
