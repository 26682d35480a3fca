import { expect, test } from 'vitest'
import { createEdgeLog, type TimedAnswer } from './edge-log.ts'

function createAnswers() {
  let tell: (entry: TimedAnswer) => void = () => undefined
  const log = createEdgeLog((listener) => {
    tell = listener
  })
  return {
    log,
    send: (name: string, timing: string, description: string) =>
      tell({ name, serverTiming: [{ name: timing, description }] }),
  }
}

test('counts what the edge says, and nothing where there is none', () => {
  const { log, send } = createAnswers()
  send('http://a/x', 'db', '')
  expect(log.read()).toBeUndefined()
  send('http://a/api/?a=1', 'mizan-edge', 'miss')
  send('http://a/api/?a=1', 'mizan-edge', 'hit')
  send('http://a/page', 'mizan-edge', 'bypass')
  send('http://a/change', 'mizan-purge', 'user;user_id=5')
  expect(log.read()).toEqual({
    hits: 1,
    misses: 1,
    forwarded: 1,
    purges: 1,
    latest: ['purge user;user_id=5', 'hit /api/?a=1', 'miss /api/?a=1'],
  })
})

test('stays bounded, and is the same until something happened', () => {
  const { log, send } = createAnswers()
  for (let index = 0; index < 50; index += 1) send('http://a/x', 'mizan-edge', 'hit')
  const sums = log.read()
  expect([sums?.hits, sums?.latest.length]).toEqual([50, 8])
  send('http://a/x', 'other', '')
  expect(log.read()).toBe(sums)
})
