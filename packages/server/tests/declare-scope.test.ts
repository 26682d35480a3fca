/** Static scopes of targets and merges (SPEC.md, Scope of a target, Merge), as they stand in the IR. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { ReactContext } from '../src/declare/react-context.ts'
import { createRegistry } from '../src/registry/create-registry.ts'
import type { RegisteredAffect, RegisteredFunction } from '../src/registry/registry.ts'

type Options = Parameters<typeof client>[0]

const Tasks = new ReactContext('tasks')
const Task = z.object({ id: z.int(), title: z.string() })

/** Options as JavaScript would write them. */
function declared(options: object): (...args: never[]) => unknown {
  return client(options as Options, () => null)
}

const board = declared({
  context: Tasks,
  auth: true,
  input: {
    board_id: z.int().min(1),
    status: z.enum(['open', 'done']).optional(),
    limit: z.int().default(20),
  },
  output: z.array(Task),
})
const detail = declared({ context: Tasks, input: { id: z.int(), board_id: z.int().min(1) }, output: Task })
const archive = declared({ context: Tasks, input: { owner: z.string().nullable() } })

function mutation(options: object): RegisteredFunction {
  const { functions } = createRegistry({
    modules: [{ board, detail, archive, Task, change: declared(options) }],
  })
  const change = functions.get('change')
  if (change === undefined) throw new TypeError('not registered')
  return change
}

function affectsOf(options: object): readonly RegisteredAffect[] {
  return mutation(options).affects
}

function scopeOf(options: object): readonly string[] | undefined {
  return affectsOf(options)[0]?.scope
}

describe('matched scope', () => {
  test('arguments of the name and type of a required param', () => {
    expect(scopeOf({ affects: Tasks, input: { board_id: z.int() } })).toEqual(['board_id'])
  })

  test('constraints, docs and null of the argument do not matter', () => {
    expect(
      scopeOf({ affects: Tasks, input: { board_id: z.int().max(9).describe('Which.').nullish() } }),
    ).toEqual(['board_id'])
  })

  test.each([
    ['another type', { board_id: z.string() }],
    ['filters and paging', { status: z.enum(['open', 'done']), limit: z.int() }],
    ['id', { id: z.int() }],
    ['nullable params', { owner: z.string() }],
    ['other names', { board: z.int() }],
  ])('never by itself: %s', (_what, input) => {
    expect(scopeOf({ affects: Tasks, input })).toEqual([])
  })

  test('a param that one query takes and another only allows', () => {
    const first = declared({ context: Tasks, input: { n: z.int() } })
    const second = declared({ context: Tasks, input: { n: z.int().optional() } })
    const change = declared({ affects: [Tasks], input: { n: z.int() } })
    expect(
      createRegistry({ modules: [{ first, second, change }] }).functions.get('change')?.affects[0]?.scope,
    ).toEqual([])
  })

  test('named types are followed', () => {
    const BoardId = z.int()
    const named = declared({ context: Tasks, input: { b: BoardId } })
    const change = declared({ affects: Tasks, input: { b: z.int() } })
    const { functions } = createRegistry({ modules: [{ BoardId, named, change }] })
    expect(functions.get('change')?.affects[0]?.scope).toEqual(['b'])
  })

  test('enums match when they have the same members', () => {
    const byRole = declared({ context: Tasks, input: { role: z.enum(['a', 'b']) } })
    const scope = (role: z.ZodType): unknown => {
      const { functions } = createRegistry({
        modules: [{ byRole, change: declared({ affects: Tasks, input: { role } }) }],
      })
      return functions.get('change')?.affects[0]?.scope
    }
    expect(scope(z.enum(['a', 'b']))).toEqual(['role'])
    expect(scope(z.enum(['a', 'c']))).toEqual([])
    expect(scope(z.string())).toEqual([])
  })

  test('a function-level target counts only the params of its function', () => {
    expect(affectsOf({ affects: archive, input: { board_id: z.int() } })).toEqual([
      { context: 'tasks', function: 'archive', own: false, hidden: false, scope: [] },
    ])
    expect(scopeOf({ affects: board, input: { board_id: z.int() } })).toEqual(['board_id'])
  })
})

describe('listed scope', () => {
  test('adds filters, paging and id', () => {
    const input = { board_id: z.int(), status: z.enum(['open', 'done']), limit: z.int(), id: z.int() }
    expect(scopeOf({ affects: Tasks, scope: ['limit', 'id'], input })).toEqual(['board_id', 'id', 'limit'])
    expect(scopeOf({ affects: { context: Tasks, scope: ['status'] }, input })).toEqual(['board_id', 'status'])
  })

  test('goes to every target that has the param', () => {
    const affects = affectsOf({
      affects: [board, detail],
      scope: ['limit'],
      input: { board_id: z.int(), limit: z.int() },
    })
    expect(affects.map(({ scope }) => scope)).toEqual([['board_id', 'limit'], ['board_id']])
  })
})

describe('particulars', () => {
  test('explicit scopes fix nothing by name, and run as they were given', () => {
    const [affect] = affectsOf({
      input: { board_id: z.int() },
      affects: {
        context: Tasks,
        own: true,
        hidden: true,
        before: ({ board_id }: { board_id: number }) => board_id + 1,
        params: (args: { board_id: number }, _result: unknown, before: number) => [
          args,
          { board_id: before },
        ],
      },
    })
    expect(affect).toMatchObject({ context: 'tasks', own: true, hidden: true, scope: [] })
    const before = affect?.before?.({ board_id: 1 }, null as never)
    expect(affect?.params?.({ board_id: 1 }, null, before)).toEqual([{ board_id: 1 }, { board_id: 2 }])
  })

  test("'nothing' affects nothing", () => {
    expect(affectsOf({ affects: 'nothing' })).toEqual([])
  })

  test('in the IR', () => {
    const change = declared({
      affects: [
        { function: detail, own: true },
        { context: Tasks, params: () => undefined },
      ],
      input: { board_id: z.int() },
    })
    const { irText } = createRegistry({ modules: [{ board, detail, archive, Task, change }] })
    expect(irText).toContain('    affects "tasks" explicit=#true\n')
    expect(irText).toContain(
      '    affects "tasks" function="detail" own=#true {\n        scope "board_id"\n    }\n',
    )
  })
})

describe('merge', () => {
  const input = { id: z.int(), board_id: z.int() }

  test('finds the one query with the output type, and implies the target', () => {
    const change = mutation({ merge: Tasks, scope: ['id'], input, output: Task })
    expect(change.merge).toEqual([{ context: 'tasks', function: 'detail' }])
    expect(change.affects).toEqual([
      { context: 'tasks', own: false, hidden: false, scope: ['board_id', 'id'] },
    ])
  })

  test('over a target of that query alone', () => {
    const change = mutation({ affects: detail, merge: [Tasks], scope: ['id'], input, output: Task })
    expect(change.merge).toEqual([{ context: 'tasks', function: 'detail' }])
  })

  test('over a target that computes', () => {
    const change = mutation({
      affects: { context: Tasks, params: () => undefined },
      merge: Tasks,
      output: Task,
    })
    expect(change.merge).toEqual([{ context: 'tasks', function: 'detail' }])
  })
})

describe('contexts', () => {
  const { contexts, functions } = createRegistry({ modules: [{ board, detail, archive, Task }] })
  const tasks = contexts.get('tasks')

  test('know their queries, sorted, the same objects as in the registry', () => {
    expect(tasks?.queries.map(({ name }) => name)).toEqual(['archive', 'board', 'detail'])
    expect(tasks?.queries[1]).toBe(functions.get('board'))
  })

  test('are user-scoped when a query has a guard', () => {
    expect(tasks?.userScoped).toBe(true)
    const open = declared({ context: new ReactContext('open') })
    expect(createRegistry({ modules: [{ open }] }).contexts.get('open')?.userScoped).toBe(false)
  })

  test('have fingerprints, which types change and docs do not', () => {
    const print = (options: object): string | undefined =>
      createRegistry({ modules: [{ q: declared({ context: Tasks, ...options }) }] }).contexts.get('tasks')
        ?.fingerprint
    expect(print({})).toMatch(/^[0-9a-f]{16}$/)
    expect(print({ doc: 'Said.', cache: 60, auth: true })).toBe(print({}))
    expect(print({ output: z.int() })).not.toBe(print({}))
  })
})

describe('guards', () => {
  const guardOf = (auth: unknown): unknown => mutation({ affects: 'nothing', auth }).guard
  const check = (): boolean => true
  test.each([
    [undefined, undefined],
    [false, undefined],
    [true, { kind: 'authenticated' }],
    ['staff', { kind: 'staff' }],
    ['superuser', { kind: 'superuser' }],
    ['perm:tasks.change_task', { kind: 'permission', permission: 'tasks.change_task' }],
    [check, { kind: 'custom', check }],
  ])('%s', (auth, guard) => {
    expect(guardOf(auth)).toEqual(guard)
  })
})

describe('other nodes of a function', () => {
  test('are in the IR', () => {
    const view = declared({
      context: Tasks,
      doc: ' A page. ',
      deprecated: true,
      rev: 3,
      cache: 5,
      auth: 'perm:x',
      input: { slug: z.string() },
      route: '/p/:slug/',
      methods: ['HEAD', 'GET'],
    })
    const hidden = declared({ affects: 'nothing', private: true, input: { n: z.int() }, example: { n: 7 } })
    const { irText, functions } = createRegistry({ modules: [{ view, hidden }] })
    expect(irText).toContain(
      'function "view" cache=5 context="tasks" deprecated=#true kind="query" rev=3 {\n    doc "A page."\n    auth "perm:x"\n',
    )
    expect(irText).toContain('    route "/p/:slug/" "GET" "HEAD"\n')
    expect(irText).toContain(
      'function "hidden" kind="mutation" private=#true {\n    input {\n        field "n" example="7" {\n',
    )
    expect(functions.get('hidden')?.private).toBe(true)
    expect(functions.get('view')?.parameters).toEqual(['slug'])
  })
})
