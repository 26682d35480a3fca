/** Server, generated client and kernel together, over the fixture application: what a handler takes and gives is what an app handles. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient, type Environment } from '@mizan/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFixtureApp } from '../../../protocol/fixture/typescript/app.ts'
import { generateText } from './generate-text.ts'
import { removeScratch, scratchFolder } from './scratch.ts'
import { typeCheck } from './type-check.ts'

type Generated = Record<string, (client: Client, args?: object) => Promise<unknown>>

const fixture = join(import.meta.dirname, '..', '..', '..', 'protocol', 'fixture')
let generated: Generated
let paths: string[]

beforeAll(async () => {
  const folder = scratchFolder('fixture')
  const files = generateText(readFileSync(join(fixture, 'claimed.kdl'), 'utf8'))
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  paths = [...files.keys()].map((name) => join(folder, name))
  generated = (await import(join(folder, 'functions.ts'))) as Generated
})
afterAll(removeScratch)

function connect(user: string): { client: Client; requests: string[] } {
  const app = createFixtureApp()
  const requests: string[] = []
  const environment: Environment = {
    now: () => 0,
    random: () => 0,
    setTimer: () => () => {},
    queueMicrotask: (run) => queueMicrotask(run),
    fetch: (url, init) => {
      requests.push(url)
      return app.fetch(new Request(url, init))
    },
    isOnline: () => true,
    onOnline: () => () => {},
    onFocus: () => () => {},
  }
  const headers = () => ({ 'X-Fixture-User': user })
  return {
    client: createClient({ baseUrl: 'http://fixture.test/api/mizan', environment, headers }),
    requests,
  }
}

const values = {
  flag: true,
  text: 'Ünïcode 😀',
  code: 'AB12',
  email: 'ada@example.org',
  link: 'https://example.org/',
  host: 'example.org',
  ip: '127.0.0.1',
  ip6: '::1',
  whole: -3,
  small: 7,
  fives: 15,
  ratio: 0.5,
  measure: 1.25,
  big: 2n ** 80n,
  price: '12.5',
  data: new Uint8Array([0, 255, 128]),
  key: '00000000-0000-4000-8000-000000000001',
  day: '2024-02-29',
  clock: '12:30:00',
  moment: new Date('2024-02-29T12:30:00.125Z'),
  span: 'PT1H30M',
  anything: { a: [1, null, { b: 'c' }] },
  nothing: null,
  word: 'values',
  version: 1,
  truth: true,
  level: 'high',
  numbers: [1, 2],
  labels: ['a', 'b'],
  pair: [1, 'one'],
  scores: { a: 0.5 },
  maybe: null,
  either: 'text',
  shape: { kind: 'circle', radius: 2 },
  tree: { label: 'root', children: [{ label: 'leaf', children: [] }] },
  sample: 'Ada',
}

describe('the fixture application', () => {
  it('gives a client that compiles', () => {
    expect(typeCheck(paths, { moduleResolution: 'bundler' })).toEqual([])
  }, 60_000)

  it('says the same of what uploads, of which there is no client yet', () => {
    const whole = readFileSync(join(fixture, 'fixture.kdl'), 'utf8')
    expect(() => generateText(whole)).toThrow('uploads a file')
  })

  it('hands values of every type over and back', async () => {
    const { client } = connect('1')
    const given = { ...values, moment_text: new Date('2024-02-29T12:30:00Z') }
    expect(await generated['echoValues']?.(client, { values: given })).toEqual({ ...given, limit: 20 })
  })

  it('takes params of every type in the query string', async () => {
    const { client, requests } = connect('1')
    const { flag, ratio, big, day, key, price, data } = values
    const params = {
      flag,
      ratio,
      big,
      day,
      key,
      price,
      data,
      at: new Date(1234),
      role: 'admin',
      ids: [3, 1],
      filter: { x: [1] },
      maybe: 'a b&c',
    }
    expect(await generated['echoParams']?.(client, params)).toEqual({ ...params, limit: 20 })
    expect(requests[0]).toContain('at=1970-01-01T00%3A00%3A01.234Z&big=1208925819614629174706176&')
  })

  it('rejects with declared errors that have their details', async () => {
    const { client } = connect('1')
    const refused = generated['updateProfile']?.(client, { user_id: 1, name: 'Bob' })
    await expect(refused).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      status: 409,
      details: { suggestion: 'Bob 1' },
    })
  })
})
