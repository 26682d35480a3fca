/** Results that are the new value of a query (SPEC.md, Merge). */
import { client } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call } from './support/ask.ts'
import { createPeople, Profile, UserContext } from './support/people.ts'

describe('merge', () => {
  const merging = (options: object, input: object = { user_id: z.int() }) =>
    client(
      {
        merge: UserContext,
        output: Profile,
        input: { ...input } as { user_id: z.ZodInt },
        ...options,
      } as never,
      (({ user_id }: { user_id: number }) => ({ user_id, name: 'M' })) as never,
    )
  const mergeOf = async (declared: object, args: unknown) =>
    (await call(createPeople({ set: declared }).app, 'set', args)).json as {
      merge?: unknown
      invalidate: unknown
    }

  test('is sent when one target names every param of the query', async () => {
    expect(await mergeOf(merging({}), { user_id: 5 })).toEqual({
      result: { user_id: 5, name: 'M' },
      invalidate: [{ context: 'user', params: { user_id: 5 } }],
      merge: [
        {
          context: 'user',
          function: 'user_profile',
          params: { user_id: 5 },
          value: { user_id: 5, name: 'M' },
        },
      ],
    })
  })
  test.each<readonly [string, object]>([
    ['two sets', { affects: { context: UserContext, params: () => [{ user_id: 5 }, { user_id: 6 }] } }],
    ['a broad one', { affects: { context: UserContext, params: () => undefined } }],
    ['a hidden one', { affects: { context: UserContext, hidden: true } }],
  ])('is left out with %s', async (_name, options) => {
    expect((await mergeOf(merging(options), { user_id: 5 })).merge).toBeUndefined()
  })
  test.each([true, false])(
    'is left out with a second target that the handler named (hidden: %s)',
    async (hidden) => {
      const set = client(
        { merge: UserContext, output: Profile, input: { user_id: z.int() } },
        ({ user_id }, c) => {
          c.invalidate({ context: UserContext, params: { user_id: 6 }, hidden })
          return { user_id, name: 'M' }
        },
      )
      expect((await mergeOf(set, { user_id: 5 })).merge).toBeUndefined()
    },
  )
  test('is left out with a null argument', async () => {
    const { merge, invalidate } = await mergeOf(
      client(
        { merge: UserContext, affects: UserContext, output: Profile, input: { user_id: z.int().nullable() } },
        () => ({ user_id: 1, name: 'M' }),
      ),
      { user_id: null },
    )
    expect([merge, invalidate]).toEqual([undefined, ['user']])
  })
})
