/** Every mistake that a declaration can have by itself, with what is said about it. */
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { z as mini } from 'zod/mini'
import { client } from '../src/declare/client.ts'
import { DeclarationErrors } from '../src/declare/declaration-errors.ts'
import { ReactContext } from '../src/declare/react-context.ts'
import { createRegistry } from '../src/registry/create-registry.ts'
import { A, declared, problems, problemsOf } from './declared-problems.ts'

const taskSchema = z.object({ id: z.int() })
const holdsItself: z.ZodType = z.object({
  get children() {
    return z.array(holdsItself)
  },
})

describe('all at once', () => {
  test('every mistake is listed, each with place, reason and hint', () => {
    const one = declared({ output: z.map(z.string(), z.string()) })
    const two = declared({ affects: 'nothing', input: { 'a-b': z.int() } })
    const error = (() => {
      try {
        return createRegistry({ modules: [{ one, two }] })
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(DeclarationErrors)
    const { errors, message } = error as DeclarationErrors
    expect(errors.map(({ reason }) => reason)).toEqual([
      'one: a mutation must say what it makes stale',
      'one: output: a Map has no IR type; use z.record(z.string(), …)',
      'two: input.a-b: "a-b" is no name for an argument',
    ])
    expect(errors[0]?.place).toMatch(/declared-problems\.ts:\d+$/)
    expect(errors[0]?.hint).toContain("affects: 'nothing'")
    expect(message).toContain('3 mistakes in the declarations:')
    // What Node prints of an uncaught error ends with the list, not with a stack for each of its lines.
    expect(Object.keys(error as DeclarationErrors)).toEqual(['name'])
    for (const { reason } of errors) expect(message).toContain(reason)
  })

  test('a broken function is not compared with others', () => {
    const broken = declared({ context: A, input: { n: z.symbol() } })
    const sound = declared({ context: A, input: { n: z.int() } })
    expect(problems([{ broken, sound }])).toHaveLength(1)
  })
})

describe('names', () => {
  test.each([
    [
      'a default export',
      { default: declared({ affects: 'nothing' }) },
      'a default export has no name for clients',
    ],
    [
      'a name with other characters',
      { $x: declared({ affects: 'nothing' }) },
      '"$x" is no name for a function',
    ],
    [
      'a reserved name',
      { x: declared({ name: '_mizan_fn', affects: 'nothing' }) },
      '"_mizan_fn" is no name for a function',
    ],
    [
      '__proto__',
      { x: declared({ name: '__proto__', affects: 'nothing' }) },
      '"__proto__" is no name for a function',
    ],
  ])('%s', (_what, module, reason) => {
    expect(problems([module])).toEqual([reason])
  })

  test('two functions of one name', () => {
    const [reason] = problems([
      { x: declared({ affects: 'nothing' }) },
      { x: declared({ affects: 'nothing' }) },
    ])
    expect(reason).toMatch(/^a function "x" is declared twice, here and at .+:\d+$/)
  })

  test('one function of two names', () => {
    const x = declared({ affects: 'nothing' })
    expect(problems([{ x, y: x }])).toEqual(['the same function is exported as "x" and as "y"'])
  })

  test('a class whose instance was forgotten', () => {
    class Users {
      @client({ affects: 'nothing' })
      save(): null {
        return null
      }
    }
    expect(problems([{ Users }])).toEqual([
      'the class Users has @client methods, but no instance of it is registered',
    ])
    expect(problems([{ Users }], [new Users()])).toEqual([])
    expect(problems([], [new Users(), new Users()])[0]).toContain('a function "save" is declared twice')
  })

  test('a context whose name is none, or which has two docs', () => {
    const odd = declared({ context: new ReactContext('my context') })
    expect(problems([{ odd }])).toEqual(['"my context" is no name for a context'])
    const x = declared({ context: new ReactContext('c', { doc: 'One.' }) })
    const y = declared({ context: new ReactContext('c', { doc: 'Two.' }) })
    expect(problems([{ x, y }])[0]).toMatch(
      /^the context "c" is declared twice with two docs, here and at .+:\d+$/,
    )
  })
})

describe('options', () => {
  test.each<[object, string]>([
    [{ affect: A }, 'there is no option "affect"'],
    [{ context: undefined }, 'context: must be a ReactContext'],
    [{ context: 'a' }, 'context: must be a ReactContext'],
    [{ affects: 'nothing', private: 1 }, 'private: must be true or false'],
    [{ affects: 'nothing', doc: 5 }, 'doc: must be a text'],
    [{ context: A, cache: 0.5 }, 'cache: must be a whole number of seconds above 0'],
    [{ context: A, rev: -1 }, 'rev: must be a whole number, 0 or above'],
    [{ context: A, affects: A }, 'affects: is for mutations: a query only reads'],
    [{ context: A, merge: A }, 'merge: is for mutations: a query only reads'],
    [{ context: A, scope: [] }, 'scope: is for mutations: a query only reads'],
    [
      { affects: 'nothing', cache: 5 },
      'cache: is for queries: give the function a `context`, or leave it out',
    ],
    [{ affects: 'nothing', rev: 5 }, 'rev: is for queries: give the function a `context`, or leave it out'],
    [{}, 'a mutation must say what it makes stale'],
    [{ affects: 'nothing', auth: 'admin' }, 'auth: "admin" is no guard'],
    [{ affects: 'nothing', auth: 'perm:' }, 'auth: "perm:" is no guard'],
    [{ affects: 'nothing', auth: 1 }, 'auth: 1 is no guard'],
    [{ affects: 'nothing', auth: '' }, 'auth: "" is no guard'],
    [{ affects: 'nothing', auth: null }, 'auth: null is no guard'],
    [{ affects: 'nothing', example: { x: 1 } }, 'example: "x" is no argument of the function'],
  ])('%j', (options, reason) => {
    expect(problemsOf(options)).toContain(`f: ${reason}`)
  })

  test('a name that is near another is told so', () => {
    const wrong = declared({ affect: A, affects: 'nothing' })
    expect(() => createRegistry({ modules: [{ wrong }] })).toThrow('Did you mean "affects"?')
  })

  test('no options at all', () => {
    expect(problemsOf(undefined)).toEqual(['f: client wants options and a handler'])
  })
})

describe('routes', () => {
  const base = { affects: 'nothing' }
  test.each<[object, string]>([
    [{ ...base, route: 'x' }, 'route: "x" is no path'],
    [{ ...base, route: '/a//b' }, 'route: "/a//b" is no path'],
    [{ ...base, route: '/a/../b?c' }, 'route: "/a/../b?c" is no path'],
    [{ ...base, route: '/x/:id' }, 'route: ":id" is no argument of the function'],
    [{ ...base, input: { id: z.int() }, route: '/:id/:id' }, 'route: ":id" stands twice in the path'],
    [{ ...base, methods: ['POST'] }, 'methods: says nothing without a `route`'],
    [{ ...base, route: '/x', methods: ['get'] }, 'methods: "get" is no list of HTTP methods'],
    [{ ...base, route: '/x', methods: [] }, 'methods: [] is no list of HTTP methods'],
    [
      { ...base, route: '/x', methods: ['GET'] },
      'methods: a mutation cannot be reached by GET or HEAD: links and prefetching would run it',
    ],
    [{ context: A, route: '/x', methods: ['POST'] }, 'methods: a query only reads: GET and HEAD'],
  ])('%j', (options, reason) => {
    expect(problemsOf(options)).toContain(`f: ${reason}`)
  })

  test('one path for two functions', () => {
    const x = declared({ affects: 'nothing', input: { id: z.int() }, route: '/t/:id' })
    const y = declared({ affects: 'nothing', input: { no: z.int() }, route: '/t/:no' })
    expect(problems([{ x, y }])[0]).toMatch(/^y: route: POST \/t\/:no is the path of x \(.+\) too$/)
  })
})

describe('schemas', () => {
  test.each<[unknown, string]>([
    [5, 'input: must be a record of schemas, or one schema of an object'],
    [z.string(), 'input: arguments must be an object with named members, not string'],
    [{ x: 'string' }, 'input.x: this is no schema'],
    [{ x: undefined }, 'input.x: this is no schema'],
    [{ x: v.string() }, 'input.x: this valibot schema does not describe itself (no Standard JSON Schema)'],
    [{ x: mini.string() }, 'input.x: this zod schema does not describe itself (no Standard JSON Schema)'],
    [{ x: z.file() }, 'input.x: files are not supported yet'],
    [{ x: z.undefined() }, 'input.x: an argument that is always undefined has no IR type'],
    [{ x: z.object({ y: z.undefined() }) }, 'input.x.y: a member that is always undefined has no IR type'],
    [
      { x: z.object({ y: z.array(z.map(z.string(), z.int())) }) },
      'input.x.y[]: a Map has no IR type; use z.record(z.string(), …)',
    ],
    [{ x: z.object({ 'y-z': z.int() }) }, 'input.x.y-z: "y-z" is no name for a member'],
    [
      { x: z.looseObject({}).extend({ a: z.int() }) },
      'input.x: an object that lets other members through has no IR type',
    ],
    [{ x: z.tuple([z.int()], z.int()) }, 'input.x: a tuple with a rest has no IR type'],
    [{ x: z.tuple([z.int(), z.int().optional()]) }, 'input.x: a tuple with optional items has no IR type'],
    [{ x: z.never() }, 'input.x: no value at all fits this schema'],
    [{ x: z.literal(1.5) }, 'input.x: 1.5 is no literal of the IR'],
    [
      { x: z.custom<string>(() => true) },
      'input.x: a custom type has no IR type; describe its wire form and convert with z.codec()',
    ],
    [
      { x: z.intersection(taskSchema, z.record(z.string(), z.int())) },
      'input.x: the IR cannot say an intersection with "propertyNames"',
    ],
    [
      { x: z.intersection(taskSchema, z.object({ id: z.string() })) },
      'input.x.id: the IR cannot say an intersection with what is no object',
    ],
    [{ x: holdsItself }, 'input.x.children[]: this schema holds itself and has no name'],
    [
      { x: z.union([z.email(), z.uuid()]) },
      'input.x: Two members of a union are both of the JSON kind "string": make them objects that fix one field with a literal of their own.',
    ],
    [{ x: z.string().min(5).default('x') }, 'input.x: the default "x" does not fit the type'],
    [
      { x: toStandardJsonSchema(v.set(v.string())) },
      'input.x: a Set of Valibot cannot be described; use v.array()',
    ],
  ])('%#', (input, reason) => {
    expect(problemsOf({ affects: 'nothing', input })).toEqual([`f: ${reason}`])
  })

  test('of results', () => {
    const transform = z.string().transform((text) => text.length)
    expect(problemsOf({ affects: 'nothing', output: transform })).toEqual([
      'f: output: the result of a transform has no described type; use z.codec(), or .pipe() it into a schema',
    ])
  })

  test('an object and a map on both sides of a member', () => {
    const both = z.intersection(
      z.object({ a: z.object({ b: z.int() }) }),
      z.object({ a: z.record(z.string(), z.int()) }),
    )
    expect(problemsOf({ affects: 'nothing', input: { x: both } })).toHaveLength(1)
  })
})

describe('types', () => {
  test('one name with two shapes names both places', () => {
    const Task = z.object({ id: z.int() })
    const Other = z.object({ id: z.string() })
    const x = declared({ affects: 'nothing', output: Task })
    const y = declared({ affects: 'nothing', output: Other })
    const [reason] = problems([
      { Task, x },
      { Task: Other, y },
    ])
    expect(reason).toMatch(
      /^the type name "Task" has two shapes: export "Task" at x \(.+\) output, and export "Task" at y \(.+\) output$/,
    )
    expect(
      problems([
        { Task, x },
        { Task: z.object({ id: z.int() }), y: declared({ affects: 'nothing', output: Task }) },
      ]),
    ).toEqual([])
  })

  test('one name for two sides of a transform', () => {
    const Length = z
      .string()
      .transform((text) => text.length)
      .pipe(z.int())
    const x = declared({ affects: 'nothing', input: { length: Length }, output: Length })
    expect(problems([{ Length, x }])).toEqual([
      'the type "Length" is one thing as input and another as result, because its schema transforms',
    ])
  })

  test('an id that is no name', () => {
    const x = declared({ affects: 'nothing', output: taskSchema.meta({ id: 'my task' }) })
    expect(problems([{ x }])[0]).toContain('my task')
  })
})

describe('errors', () => {
  test.each<[unknown, string]>([
    [[], 'errors: must be a record of codes'],
    [{ nameTaken: { status: 409 } }, 'errors.nameTaken: codes are UPPER_SNAKE: NAME_TAKEN'],
    [{ NOT_FOUND: { status: 404 } }, 'errors.NOT_FOUND: NOT_FOUND is a code of the protocol'],
    [{ TAKEN: { status: 500 } }, 'errors.TAKEN: the status must be 400 to 499, not 500'],
    [{ TAKEN: {} }, 'errors.TAKEN: the status must be 400 to 499, not undefined'],
    [{ TAKEN: { status: 409, details: 'text' } }, 'errors.TAKEN.details: this is no schema'],
  ])('%j', (errors, reason) => {
    expect(problemsOf({ affects: 'nothing', errors })).toEqual([`f: ${reason}`])
  })
})

describe('what is registered', () => {
  test('client(options) without a handler is not passed over', () => {
    const forgotten = client({ affects: 'nothing' })
    expect(problems([{ forgotten }])).toEqual(['forgotten: client(options) has no handler'])
  })

  test('a decorator that stands on a method may be exported', () => {
    const offered = client({ affects: 'nothing' })
    class Tasks {
      @offered
      tidy(): null {
        return null
      }
    }
    expect(problems([{ offered }], [new Tasks()])).toEqual([])
  })

  test('instances that offer nothing', () => {
    class Tasks {
      tidy(): null {
        return null
      }
    }
    expect(problems([], [new Tasks(), Tasks, {}])).toEqual([
      'instances: an instance of Tasks has no method under @client(options)',
      'instances: the class Tasks has no method under @client(options)',
      'instances: an object has no method under @client(options)',
    ])
  })

  test.each<[unknown, unknown, readonly string[]]>([
    [{ x: 1 }, [], ['modules is no list']],
    [null, new Map(), ['modules is no list', 'instances is no list']],
    [[null, 5], ['x'], ['modules[0] is no object', 'modules[1] is no object', 'instances[0] is no object']],
  ])('modules %j, instances %j', (modules, instances, reasons) => {
    expect(problems(modules as never, instances as never)).toEqual(reasons)
  })
})
