/** The random cases: the same in every run, and of every kind. */
import { expect, test } from 'vitest'
import { createRandomCases } from './random-cases.ts'

test('they are the same every time', () => {
  expect(createRandomCases()).toEqual(createRandomCases())
})

test('they are of every kind', () => {
  const sent = createRandomCases().map(({ steps }) => JSON.stringify(steps[0]))
  for (const part of [
    '"send":"GET"',
    '"send":"HEAD"',
    '"send":"POST"',
    'mounted',
    '__proto__',
    '_mizan_fn',
    'Origin',
  ])
    expect(sent.filter((text) => text.includes(part)).length, part).toBeGreaterThan(1)
  expect(new Set(sent).size).toBeGreaterThan(350)
})
