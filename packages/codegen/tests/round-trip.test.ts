/** Golden output, run: arguments leave as the wire wants them, results arrive as the types say. */
import {
  browserEnvironment,
  type CallOptions,
  type Client,
  createClient,
  type JsonValue,
  type MutationDescriptor,
} from '@mizan/client'
import { describe, expect, it } from 'vitest'
import type { Folder, SearchArchiveOutput, StampInput } from './golden/everything/out/index.js'
import {
  archiveContext,
  archiveSize,
  class_,
  login,
  ping,
  saveSettings,
  saveSettingsMutation,
  searchArchive,
  stamp,
} from './golden/everything/out/index.js'

/** Reads with a kernel, does with a mutation what a kernel does, and answers from memory. */
class FakeClient {
  readonly sent: { name: string; args: JsonValue; options: CallOptions | undefined }[] = []
  readonly queries: string[] = []
  readonly #answer: JsonValue

  constructor(answer: JsonValue) {
    this.#answer = answer
  }

  async mutate<A, R, F>(mutation: MutationDescriptor<A, R, F>, args: A, options?: CallOptions): Promise<R> {
    return this.#ask({ ...mutation, encode: mutation.encode }, args, options)
  }

  asClient(): Client {
    const fetch = async (url: string): Promise<Response> => {
      const { search, searchParams } = new URL(url, 'http://localhost')
      this.queries.push(search)
      const body = JSON.stringify({ [searchParams.get('_mizan_fn') ?? '']: this.#answer })
      return new Response(body, { headers: { 'X-Mizan-Protocol': '1' } })
    }
    const client = createClient({ baseUrl: '/api', environment: { ...browserEnvironment(), fetch } })
    return { ...client, mutate: this.mutate.bind(this) }
  }

  #ask<A, R>(
    way: { name: string; encode: ((args: A) => JsonValue) | undefined; decode?: (wire: JsonValue) => R },
    args: A,
    options: CallOptions | undefined,
  ): R {
    const wire = JSON.stringify(way.encode === undefined ? args : way.encode(args))
    this.sent.push({ name: way.name, args: JSON.parse(wire), options })
    const answer: JsonValue = JSON.parse(JSON.stringify(this.#answer))
    return way.decode === undefined ? (answer as R) : way.decode(answer)
  }
}

const folderWire = { name: 'a', changed_at: '2024-02-03T04:05:06.7Z', children: [] }
const folder: Folder = { name: 'a', changed_at: new Date('2024-02-03T04:05:06.700Z'), children: [] }

describe('results', () => {
  it('decode every coded type, at every depth', async () => {
    const scalars = { flag: true, anything: { __proto__: 1 }, seven: 7 }
    const wire = {
      folder: { ...folderWire, children: [{ ...folderWire, parent: null }], parent: folderWire },
      index: { a: { b: null } },
      events: [
        { kind: 'moved', at: '1970-01-01T00:00:00Z', size: '9007199254740993' },
        { kind: 'noted', text: 'x' },
      ],
      by_day: JSON.parse('{"monday":["2024-01-01T00:00:00Z"],"__proto__":[]}'),
      span: ['2024-01-01T00:00:00Z', '-1', 'text'],
      slot: ['2024-01-01T00:00:00Z'],
      either: { name: 'f', content: 'AAH/' },
      role: 'admin',
      matrix: [['low', null]],
      scalars,
    }
    const client = new FakeClient(wire)
    const result: SearchArchiveOutput = await searchArchive(client.asClient(), { owner: 'o', ids: [] })
    expect(result.folder).toEqual({ ...folder, children: [{ ...folder, parent: null }], parent: folder })
    expect(result.events).toEqual([
      { kind: 'moved', at: new Date(0), size: 9007199254740993n },
      { kind: 'noted', text: 'x' },
    ])
    expect(Object.keys(result.by_day)).toEqual(['monday', '__proto__'])
    expect(result.by_day['monday']).toEqual([new Date('2024-01-01T00:00:00Z')])
    expect(Object.getPrototypeOf(result.by_day)).toBe(Object.prototype)
    expect(result.span).toEqual([new Date('2024-01-01T00:00:00Z'), -1n, 'text'])
    expect(result.slot).toEqual([new Date('2024-01-01T00:00:00Z')])
    expect(result.either).toEqual({ name: 'f', content: new Uint8Array([0, 1, 255]) })
    expect(result.index).toEqual({ a: { b: null } })
    expect(result.scalars.seven).toBe(7)
  })

  it.each([
    [null, null],
    [5, 5],
    ['2024-01-01T00:00:00Z', new Date('2024-01-01T00:00:00Z')],
  ])('tell the members of a union apart: %j', async (slotWire, slot) => {
    const wire = { ...emptyResult, slot: slotWire, either: 3 }
    const result = await searchArchive(new FakeClient(wire).asClient(), { owner: 'o', ids: [] })
    expect(result.slot).toEqual(slot)
    expect(result.either).toBe(3)
  })

  it('keep absent members absent, and what a newer server adds', async () => {
    const wire = { expires_at: '2024-01-01T00:00:00Z', name: 'n', nested: { raw: null }, later: 1 }
    const result = await login(new FakeClient(wire).asClient())
    expect(result).toEqual({
      expires_at: new Date('2024-01-01T00:00:00Z'),
      name: 'n',
      nested: { raw: null },
      later: 1,
    })
    expect(Object.hasOwn(result.nested ?? {}, 'at')).toBe(false)
    expect(
      await login(new FakeClient({ expires_at: '2024-01-01T00:00:00Z', name: 'n' }).asClient()),
    ).not.toHaveProperty('nested')
  })

  it('decode scalars, and pass on what needs no codec', async () => {
    expect(await archiveSize(new FakeClient('12345678901234567890').asClient(), { owner: 'o' })).toBe(
      12345678901234567890n,
    )
    expect(await ping(new FakeClient(null).asClient())).toBeNull()
    expect(await class_(new FakeClient({ label: 'l' }).asClient())).toEqual({ label: 'l' })
  })

  it('decode the details of declared errors', () => {
    const decode = saveSettingsMutation.decodeDetails?.['LOCKED']
    expect(decode?.({ until: '2024-01-01T00:00:00Z' })).toEqual({ until: new Date('2024-01-01T00:00:00Z') })
    expect(Object.keys(saveSettingsMutation.decodeDetails ?? {})).toEqual(['LOCKED'])
  })
})

describe('arguments', () => {
  it('encode every coded type, at every depth', async () => {
    const client = new FakeClient(['2024-01-01T00:00:00Z'])
    const args: StampInput = {
      default: 2n ** 70n,
      slot: new Date(0),
      event: { kind: 'moved', at: new Date(0), size: -5n },
      folder: { ...folder, parent: { ...folder, parent: null } },
      by_day: Object.fromEntries([
        ['__proto__', new Uint8Array([255])],
        ['x', null],
      ]),
      lines: [{ text: 'a' }, { text: 'b', due: new Date('2024-01-01T00:00:00.123Z') }],
    }
    expect(await stamp(client.asClient(), args)).toEqual([new Date('2024-01-01T00:00:00Z')])
    expect(client.sent[0]?.args).toEqual({
      default: '1180591620717411303424',
      slot: '1970-01-01T00:00:00Z',
      event: { kind: 'moved', at: '1970-01-01T00:00:00Z', size: '-5' },
      folder: { ...folderWire, parent: { ...folderWire, parent: null } },
      by_day: JSON.parse('{"__proto__":"/w==","x":null}'),
      lines: [{ text: 'a' }, { text: 'b', due: '2024-01-01T00:00:00.123Z' }],
    })
  })

  it.each([
    [null, null],
    [7, 7],
    [[new Date(0)], ['1970-01-01T00:00:00Z']],
  ])('tell the members of a union apart: %j', async (slot, wire) => {
    const client = new FakeClient([])
    await stamp(client.asClient(), {
      slot,
      event: { kind: 'noted', text: '' },
      folder,
      by_day: {},
      lines: [],
    })
    expect(client.sent[0]?.args).toMatchObject({ slot: wire, event: { kind: 'noted' } })
  })

  it('leave out what has a default', async () => {
    const client = new FakeClient({ theme: 'light', since: '2020-01-01T00:00:00Z', quota: null, tags: [] })
    const settings = await saveSettings(client.asClient(), { owner: 'o', settings: { tags: [] } })
    expect(client.sent[0]?.args).toEqual({ owner: 'o', settings: { tags: [] } })
    expect(settings).toEqual({
      theme: 'light',
      since: new Date('2020-01-01T00:00:00Z'),
      quota: null,
      tags: [],
    })
  })

  it('change nothing of what they are given', async () => {
    const args = Object.freeze({
      owner: 'o',
      ids: Object.freeze([1n]) as unknown as bigint[],
      after: new Date(0),
    })
    const client = new FakeClient({ ...emptyResult })
    await searchArchive(client.asClient(), args)
    expect(client.queries).toEqual(['?_mizan_fn=search_archive&after=1970-01-01T00%3A00%3A00Z&ids=1&owner=o'])
    expect(args.after).toEqual(new Date(0))
  })

  it('pass options on', async () => {
    const wire = { expires_at: '2024-01-01T00:00:00Z', name: 'n' }
    const client = new FakeClient(wire)
    const { signal } = new AbortController()
    await login(client.asClient(), { signal })
    expect(client.sent[0]).toEqual({ name: 'login', args: {}, options: { signal } })
    await expect(ping(client.asClient(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    })
  })
})

describe('contexts', () => {
  it('encode their params', () => {
    expect(archiveContext.encodeParams?.({ owner: 'o', ids: [3n], after: new Date(0) })).toEqual({
      owner: 'o',
      ids: ['3'],
      after: '1970-01-01T00:00:00Z',
    })
    expect(Object.keys(archiveContext.queries)).toEqual(['archive_size', 'search_archive'])
  })
})

const emptyResult = {
  folder: folderWire,
  index: {},
  events: [],
  by_day: {},
  span: ['2024-01-01T00:00:00Z', '0', ''],
  slot: null,
  either: 1,
}
