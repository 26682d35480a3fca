/** The app that hostile requests go to: something behind every step that can refuse. */
import { type AppOptions, CallError, client, ReactContext } from '@mizan/server'
import { z } from 'zod'
import { createPeople, InboxContext, type People, UserContext } from '../support/people.ts'

const Views = new ReactContext('views')

const functions = {
  everything: client(
    {
      affects: UserContext,
      input: {
        value: z.json(),
        text: z.string().optional(),
        list: z.array(z.int()).max(3).optional(),
        map: z.record(z.string(), z.int()).optional(),
        at: z.date().optional(),
        big: z.bigint().optional(),
        bytes: z.instanceof(Uint8Array).optional(),
      },
      output: z.json(),
    },
    ({ value }) => value,
  ),
  echo: client(
    { affects: 'nothing', input: { text: z.string(), value: z.unknown().optional() } },
    ({ text }, call) => {
      if (text === 'missing') throw new CallError('NOT_FOUND', 'there is no such text')
      call.setHeader('X-Echo', text)
      call.setCookie('echo', text)
    },
  ),
  view: client(
    { context: Views, route: '/view/:user_id/', input: { user_id: z.int(), limit: z.int().optional() } },
    ({ user_id }) => new Response(String(user_id)),
  ),
  staff_only: client({ affects: UserContext, auth: 'staff', output: z.int() }, () => 1),
  hats_only: client({ affects: UserContext, auth: 'perm:wear_hats', output: z.int() }, () => 1),
  mine_only: client(
    { affects: { context: InboxContext, own: true }, auth: (user) => user?.id === 'ada', output: z.int() },
    () => 1,
  ),
}

export function createHostileApp(options: AppOptions = {}): People {
  return createPeople(functions, {
    cors: { origins: ['https://other.example'] },
    rateLimit: ({ request }) =>
      request.headers.get('x-limited') === undefined ? undefined : { retryAfterSeconds: 1 },
    ...options,
  })
}
