import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

const KNOWN = ['affects', 'auth', 'modules', 'resolveUser', 'rev']

test.each([
  ['affect', 'affects'],
  ['afects', 'affects'],
  ['module', 'modules'],
  ['resolveuser', 'resolveUser'],
  ['resolvesUsers', 'resolveUser'],
  ['Auth', 'auth'],
  ['ref', 'rev'],
  ['', undefined],
  ['middleware', undefined],
  ['x', undefined],
])('%j → %j', (given, nearest) => {
  expect(nearestName(given, KNOWN)).toBe(nearest)
})
