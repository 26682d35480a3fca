/** What the compiler knows of a declaration. */

import type { CallError } from '@mizan/protocol'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import type { CallerArgs, CallerResult } from '../src/declare/inferred.ts'
import { ReactContext } from '../src/declare/react-context.ts'

const Tasks = new ReactContext('tasks')
const Task = z.object({ id: z.int(), due: z.date(), title: z.string().default('-') })

describe('arguments', () => {
  test('of a record of schemas', () => {
    client(
      { affects: 'nothing', input: { id: z.int(), due: z.date().optional(), limit: z.int().default(20) } },
      (args) => {
        expectTypeOf(args).toEqualTypeOf<{ id: number; limit: number; due?: Date | undefined }>()
      },
    )
  })

  test('of one schema, by three libraries', () => {
    client({ affects: 'nothing', input: z.object({ id: z.int(), at: z.date() }) }, (args) => {
      expectTypeOf(args).toEqualTypeOf<{ id: number; at: Date }>()
    })
    client(
      { affects: 'nothing', input: toStandardJsonSchema(v.object({ id: v.number(), big: v.bigint() })) },
      (args) => {
        expectTypeOf(args).toEqualTypeOf<{ id: number; big: bigint }>()
      },
    )
    client({ affects: 'nothing', input: type({ id: 'number', 'at?': 'Date' }) }, (args) => {
      expectTypeOf(args).toEqualTypeOf<{ id: number; at?: Date }>()
    })
  })

  test('none', () => {
    const ping = client({ context: Tasks }, () => null)
    expectTypeOf(ping).parameter(0).toEqualTypeOf<{}>()
  })
})

describe('results', () => {
  test('the handler gives what the output takes', () => {
    const read = client({ context: Tasks, output: Task }, () => ({ id: 1, due: new Date() }))
    expectTypeOf(read({})).toExtend<{ id: number; due: Date }>()
    // @ts-expect-error -- due is missing in the result
    client({ context: Tasks, output: Task }, () => ({ id: 1 }))
    // @ts-expect-error -- a function without an output returns nothing
    client({ context: Tasks }, () => 5)
  })

  test('asynchronous', () => {
    const read = client({ context: Tasks, output: z.int() }, async () => 5)
    expectTypeOf(read({})).toEqualTypeOf<Promise<number>>()
  })

  test('for callers', () => {
    expectTypeOf<CallerResult<typeof Task>>().toEqualTypeOf<{ id: number; due: Date; title: string }>()
    expectTypeOf<CallerResult<undefined>>().toEqualTypeOf<null>()
    const input = { id: z.int(), limit: z.int().default(20) }
    expectTypeOf<CallerArgs<typeof input>>().toEqualTypeOf<{ id: number; limit?: number | undefined }>()
  })
})

describe('errors', () => {
  test('codes and details', () => {
    const errors = {
      NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) },
      GONE: { status: 410 },
    }
    client({ affects: 'nothing', errors }, (_args, call) => {
      expectTypeOf(call.error('NAME_TAKEN', { suggestion: 'x' })).toEqualTypeOf<CallError>()
      call.error('GONE', undefined)
      // @ts-expect-error -- no such code
      call.error('OTHER', undefined)
      // @ts-expect-error -- details of another type
      call.error('NAME_TAKEN', { suggestion: 5 })
    })
    client({ affects: 'nothing' }, (_args, call) => {
      // @ts-expect-error -- no code is declared
      call.error('NAME_TAKEN', undefined)
    })
  })
})

describe('affects', () => {
  test('a context, a query, both, with particulars typed by input and output', () => {
    const query = client({ context: Tasks, input: { id: z.int() }, output: Task }, () => ({
      id: 1,
      due: new Date(),
    }))
    client({ affects: [Tasks, query] }, () => null)
    client(
      {
        input: { id: z.int() },
        output: Task,
        affects: {
          context: Tasks,
          before: ({ id }) => id * 2,
          params: (args, result, before: number) => {
            expectTypeOf(args).toEqualTypeOf<{ id: number }>()
            expectTypeOf(result.due).toEqualTypeOf<Date>()
            return [{ id: before }, { id: args.id }]
          },
        },
      },
      ({ id }) => ({ id, due: new Date() }),
    )
    // @ts-expect-error -- a text is no target
    client({ affects: 'tasks' }, () => null)
  })
})

describe('methods', () => {
  test('must take what the input gives', () => {
    class Service {
      @client({ affects: 'nothing', input: { id: z.int() }, output: z.string() })
      right({ id }: { id: number }): string {
        return String(id)
      }

      // @ts-expect-error -- the argument is a number
      @client({ affects: 'nothing', input: { id: z.int() } })
      wrong({ id }: { id: string }): null {
        return id === '' ? null : null
      }

      // @ts-expect-error -- the result is a text
      @client({ affects: 'nothing', output: z.string() })
      wrongResult(): number {
        return 5
      }
    }
    expectTypeOf<Service['right']>().toBeFunction()
  })
})
