import type { ClientEvent } from '@mizan/client'
import { expect, test } from 'vitest'
import { countRequests, createProtocolLog } from './protocol-log.ts'

function createFakeEvents() {
  let tell: (event: ClientEvent) => void = () => undefined
  return {
    events: {
      subscribe: (listener: (event: ClientEvent) => void) => {
        tell = listener
        return () => undefined
      },
    },
    send: (event: ClientEvent) => tell(event),
  }
}

const mutation = {
  kind: 'mutation',
  id: 1,
  function: 'move_task',
  cause: undefined,
  targets: [],
  error: undefined,
} as const
const entry = {
  kind: 'entry',
  context: 'board',
  params: { board_id: '1' },
  functions: ['board_tasks'],
  reason: 'mutation',
  cause: 'c',
} as const

test('a mutation gathers what became of the entries, and counts its requests', () => {
  const { events, send } = createFakeEvents()
  const log = createProtocolLog(events)
  send({ ...mutation, status: 'started' })
  send({ ...entry, action: 'refreshed', mutation: 1 })
  send({ ...entry, action: 'refetched', params: { board_id: '2' }, mutation: 1 })
  send({ ...entry, kind: 'read', params: { board_id: '2' }, mutation: 1 })
  send({ ...entry, kind: 'read', reason: 'focus', mutation: undefined })
  send({ ...entry, action: 'fetched', mutation: 1 })
  send({ ...entry, action: 'refetched', mutation: undefined })
  send({ ...mutation, status: 'succeeded', cause: 'c', targets: ['board;board_id=1'] })
  const [flight] = log.read()
  expect(flight).toMatchObject({ status: 'succeeded', cause: 'c', targets: ['board;board_id=1'] })
  expect(flight?.effects.map(({ action, params }) => `${action} ${params}`)).toEqual([
    'refreshed board_id=1',
    'refetched board_id=2',
  ])
  expect(flight === undefined ? 0 : countRequests(flight)).toBe(2)
})

test('what came with the answer after all is not told as read again', () => {
  const { events, send } = createFakeEvents()
  const log = createProtocolLog(events)
  send({ ...mutation, status: 'started' })
  send({ ...entry, action: 'refetched', reason: 'identity', mutation: 1 })
  send({ ...entry, action: 'refreshed', mutation: 1 })
  const [flight] = log.read()
  expect(flight?.effects.map(({ action }) => action)).toEqual(['refreshed'])
  expect(flight === undefined ? 0 : countRequests(flight)).toBe(1)
})

test('the list changes its identity only when something happened, and stays bounded', () => {
  const { events, send } = createFakeEvents()
  const log = createProtocolLog(events)
  const before = log.read()
  send({ kind: 'identity', identity: '-', mutation: undefined })
  expect(log.read()).toBe(before)
  for (let id = 1; id <= 60; id += 1) send({ ...mutation, id, status: 'started' })
  expect(log.read().length).toBe(40)
  expect(log.read()[0]?.id).toBe(60)
})

test('what belonged to the person before stands under the mutation that changed the person', () => {
  const { events, send } = createFakeEvents()
  const log = createProtocolLog(events)
  const drop = { ...entry, action: 'dropped', cause: undefined, mutation: undefined } as const
  send({ ...drop, context: 'task' })
  send({ ...mutation, status: 'started' })
  send({ ...drop, context: 'work' })
  send({ ...drop, context: 'session' })
  send({ kind: 'identity', identity: 'abc', mutation: undefined })
  send({ ...mutation, status: 'succeeded' })
  send({ ...drop, context: 'board' })
  send({ kind: 'identity', identity: 'def', mutation: undefined })
  expect(log.read()[0]?.effects.map(({ action, context }) => `${action} ${context}`)).toEqual([
    'dropped work',
    'dropped session',
  ])
})
