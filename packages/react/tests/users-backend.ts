/** A backend of two contexts in memory: speaks the wire, remembers what it was asked, and answers when it is told to. */

const FAILURE = { code: 'INTERNAL', message: 'The server failed.', details: { id: 'e1' } }

export interface UsersBackend {
  /** Every request so far: `GET user;user_id=5`, `POST rename_user`. */
  readonly asked: string[]
  readonly names: Map<number, string>
  /** X-Mizan-Identity of every answer. */
  identity: string
  /** Functions that fail while they run. */
  readonly failing: Set<string>
  /** Whether a mutation brings the bundles that it changed (SPEC.md, refresh). */
  refreshes: boolean
  /** Answers wait for `release` from now on; those to mutations do not with `holdReads`. */
  hold(): void
  holdReads(): void
  release(): void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

export function createUsersBackend(): UsersBackend {
  let gate = Promise.withResolvers<void>()
  let holdsCalls = false
  gate.resolve()
  const backend: UsersBackend = {
    asked: [],
    names: new Map([
      [5, 'Ada'],
      [6, 'Grace'],
    ]),
    identity: 'aaaaaaaaaaaaaaaa.0000000000000000',
    failing: new Set(),
    refreshes: true,
    hold() {
      backend.holdReads()
      holdsCalls = true
    },
    holdReads() {
      gate = Promise.withResolvers()
      holdsCalls = false
    },
    release: () => gate.resolve(),
    async fetch(url, init) {
      const { pathname, searchParams } = new URL(url, 'http://localhost')
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
      backend.asked.push(nameRequest(pathname, searchParams, body))
      const isCall = pathname.endsWith('/call/')
      if (holdsCalls || !isCall) await gate.promise
      init.signal?.throwIfAborted()
      if (isCall) return answerCall(backend, body)
      return answerContext(backend, pathname.endsWith('/ctx/user/') ? 'user' : 'directory', searchParams)
    },
  }
  return backend
}

function nameRequest(pathname: string, params: URLSearchParams, body: { fn: string } | undefined): string {
  if (body !== undefined) return `POST ${body.fn}`
  return [
    'GET',
    [pathname.split('/').at(-2), ...params].map((part) => [part].flat().join('=')).join(';'),
  ].join(' ')
}

function answerContext(backend: UsersBackend, context: string, query: URLSearchParams): Response {
  const params = paramsOf(context, query)
  const queries = queriesOf(backend, context, params)
  const chosen = query.getAll('_mizan_fn')
  const names = chosen.length > 0 ? chosen : Object.keys(queries)
  const failed = names.filter((name) => backend.failing.has(name))
  if (failed.length === names.length) return answer(backend, { error: FAILURE }, { status: 500 })
  const bundle = Object.fromEntries(
    names.filter((name) => !failed.includes(name)).map((name) => [name, queries[name]]),
  )
  const errors = Object.fromEntries(failed.map((name) => [name, FAILURE]))
  const entry = [context, ...Object.entries(params).map(([name, value]) => `${name}=${value}`)].join(';')
  return answer(backend, failed.length > 0 ? { ...bundle, _mizan_errors: errors } : bundle, { entry })
}

function paramsOf(context: string, query: URLSearchParams): Record<string, number> {
  if (context === 'directory') return {}
  return { limit: Number(query.get('limit') ?? 2), user_id: Number(query.get('user_id')) }
}

function queriesOf(
  backend: UsersBackend,
  context: string,
  params: Record<string, number>,
): Record<string, unknown> {
  const { limit = 0, user_id = 0 } = params
  if (context === 'directory') return { user_count: backend.names.size }
  const user_orders = Array.from({ length: limit }, (_, index) => ({
    id: index + 1,
    title: `Order ${index + 1} of ${user_id}`,
  }))
  return { user_orders, user_profile: { user_id, name: backend.names.get(user_id) ?? 'Nobody' } }
}

interface CallBody {
  fn: string
  args: { user_id: number; name: string }
  mounted?: { context: string; params: Record<string, number> }[]
}

function answerCall(backend: UsersBackend, body: CallBody): Response {
  if (body.fn === 'sign_in') {
    backend.identity = `${String(body.args.user_id).padStart(16, '0')}.0000000000000000`
    return answer(backend, { result: { user_id: body.args.user_id }, invalidate: [] })
  }
  if (body.fn === 'sign_out') return answer(backend, { result: null, invalidate: [] })
  const { user_id, name } = body.args
  if (backend.failing.has(body.fn)) return answer(backend, { error: FAILURE }, { status: 500 })
  if ([...backend.names].some(([id, taken]) => taken === name && id !== user_id)) {
    const error = { code: 'NAME_TAKEN', message: 'Taken.', details: { suggestion: `${name} 2` } }
    return answer(backend, { error }, { status: 409 })
  }
  backend.names.set(user_id, name)
  const refresh = (body.mounted ?? [])
    .filter(({ context, params }) => context === 'user' && params.user_id === user_id)
    .map((item) => ({
      ...item,
      bundle: queriesOf(backend, 'user', { limit: 2, ...item.params }),
      etag: '"r"',
    }))
  const invalidate = [{ context: 'user', params: { user_id } }]
  const result = { user_id, name }
  return answer(
    backend,
    backend.refreshes && refresh.length > 0 ? { result, invalidate, refresh } : { result, invalidate },
  )
}

function answer(
  backend: UsersBackend,
  body: unknown,
  options: { status?: number; entry?: string } = {},
): Response {
  const headers = new Headers({
    'Content-Type': 'application/json',
    'X-Mizan-Protocol': '1',
    'X-Mizan-Identity': backend.identity,
    'X-Mizan-Cause': 'c1',
  })
  if (options.entry !== undefined) headers.set('X-Mizan-Entry', options.entry)
  return new Response(JSON.stringify(body), { status: options.status ?? 200, headers })
}
