/** Which requests an app takes for its own. */
import { client, createApp, ReactContext } from '@mizan/server'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Views = new ReactContext('views')
const modules = [
  {
    page: client(
      { context: Views, route: '/page/:id/', input: { id: z.int() } },
      ({ id }) => new Response(String(id)),
    ),
  },
]

test('everything under the base, by path or by URL, and the paths of views', () => {
  const { owns } = createApp({ modules })
  for (const target of [
    '/api/mizan/call/',
    '/api/mizan',
    '/api/mizan/nothing?x=/y',
    'https://app.example/api/mizan/ctx/a/?b=c#d',
    '/page/5/',
    '/page/x/?y',
  ])
    expect(owns(target), target).toBe(true)
  for (const target of [
    '/',
    '',
    '*',
    '/api/mizanine/',
    '/page/5',
    '/page//',
    '/other?/api/mizan/call/',
    'https://app.example',
    'https://app.example?/api/mizan/',
    '/x/api/mizan/call/',
  ])
    expect(owns(target), target).toBe(false)
})

test('at the root only the protocol’s own folders', () => {
  const { owns } = createApp({ base: '', modules })
  for (const target of ['/call/', '/call', '/ctx/user/', '/page/5/']) expect(owns(target), target).toBe(true)
  for (const target of ['/', '/calls', '/index.html']) expect(owns(target), target).toBe(false)
})
