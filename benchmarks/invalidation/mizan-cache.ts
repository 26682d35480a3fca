/** The kernel with many entries of one context on screen. */
import {
  browserEnvironment,
  type Client,
  type ContextDescriptor,
  createClient,
  type QueryDescriptor,
} from '@mizan/client'
import { ENTRIES_A_LIST, Gate, type InvalidationTime, type MountedCache } from './mounted-cache.ts'

interface Params {
  readonly list_id: number
  readonly page: number
}

const pageQuery: QueryDescriptor<Params, unknown> = {
  name: 'list_page',
  context: 'list',
  schema: '0000000000000000',
  params: { list_id: 'text', page: 'text' },
}
const listContext: ContextDescriptor<Params> = {
  name: 'list',
  schema: '0000000000000000',
  params: { list_id: 'text', page: 'text' },
  queries: { list_page: pageQuery },
}

export class MizanCache implements MountedCache {
  readonly #gate = new Gate<Response>()
  readonly #client: Client

  constructor() {
    const fetch = async (url: string): Promise<Response> => {
      const beganAt = performance.now()
      // What the fake server does is no time of the cache.
      await Promise.resolve()
      const { searchParams } = new URL(url)
      const [list, page] = [Number(searchParams.get('list_id')), Number(searchParams.get('page'))]
      return this.#gate.read(list, () => answer(list, page), beganAt)
    }
    this.#client = createClient({
      baseUrl: 'http://127.0.0.1/api/mizan',
      environment: { ...browserEnvironment(), fetch },
    })
  }

  async mount(entries: number): Promise<void> {
    for (let at = 0; at < entries; at++) {
      const params = { list_id: Math.floor(at / ENTRIES_A_LIST), page: at % ENTRIES_A_LIST }
      this.#client.readContext(listContext, params).subscribe(() => undefined)
      if (at % 500 === 499) await this.settle()
    }
    await this.settle()
  }

  async invalidate(list: number): Promise<InvalidationTime> {
    const begun = performance.now()
    this.#client.invalidate({ context: 'list', params: { list_id: list } })
    const back = performance.now()
    // The reads begin in microtasks of the call.
    await new Promise((resolve) => setImmediate(resolve))
    const begunReading = Math.max(back, this.#gate.lastReadAt)
    return { call: (back - begun) * 1000, total: (begunReading - begun) * 1000 }
  }

  settle(): Promise<void> {
    return this.#gate.open()
  }

  readsOf(list: number): number {
    return this.#gate.readsOf(list)
  }

  get reads(): number {
    return this.#gate.reads
  }
}

/** As little of a Response as the kernel reads: a real one would be most of the memory. */
function answer(list: number, page: number): Response {
  const headers = new Map([
    ['x-mizan-protocol', '1'],
    ['x-mizan-entry', `list;list_id=${list};page=${page}`],
  ])
  const body = JSON.stringify({ list_page: { list_id: list, page, titles: ['one', 'two', 'three'] } })
  const response = {
    ok: true,
    status: 200,
    headers: { get: (name: string) => headers.get(name.toLowerCase()) ?? null },
    text: () => Promise.resolve(body),
  }
  return response as unknown as Response
}
