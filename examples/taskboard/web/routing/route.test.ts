import { expect, test } from 'vitest'
import { formatRoute, parseRoute } from './route.ts'

test.each([
  '/',
  '/?task=12',
  '/people',
  '/projects/2?page=3',
  '/boards/1',
  '/boards/1?view=list&assignee=5&page=2&task=9',
])('%s survives being read and written', (address) => {
  const [path = '', search = ''] = address.split('?')
  expect(formatRoute(parseRoute(path, search))).toBe(address)
})

test.each(['/boards/x', '/boards/0', '/boards/1e3', '/boards/99999999999', '/elsewhere', '/projects'])(
  '%s is no page',
  (path) => {
    expect(parseRoute(path, '')).toEqual({ page: 'missing', taskId: undefined })
  },
)
