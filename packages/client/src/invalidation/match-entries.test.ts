/** The index of entries against the plain rule, over random entries and targets; and how little of it a target looks at. */
import { expect, test } from 'vitest'
import { createWorld } from '../../tests/fake-world.ts'
import { userContext } from '../../tests/fixture.ts'
import { createKernel, type Kernel } from '../kernel.ts'
import { allEntries, dropEntry, fileAsk, type Source } from '../store/entry.ts'
import { readyAsk } from '../store/find-ask.ts'
import { firstSince, matchEntries } from './match-entries.ts'
import type { SeenTarget } from './seen-target.ts'

const BUNDLE: Source = {
  name: 'user',
  params: userContext.params,
  queries: userContext.queries,
  schema: '0',
}
const { user_profile } = userContext.queries
const SLICE: Source = {
  name: 'user',
  only: 'user_profile',
  params: { user_id: 'text' },
  queries: user_profile === undefined ? {} : { user_profile },
  schema: '0',
}

function kernelOf(): Kernel {
  return createKernel(
    { baseUrl: '/api', environment: createWorld().environment },
    { startRead: () => undefined, exchange: () => Promise.reject(new Error('nothing is sent')) },
  )
}

function add(kernel: Kernel, source: Source, params: Record<string, number>): void {
  const ask = readyAsk(kernel, source, params)
  fileAsk(
    ask,
    Object.entries(params).map(([name, value]) => `${name}=${value}`),
  )
}

test('the index finds exactly what the rule matches, after entries came, moved and went', () => {
  let state = 7
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  for (let round = 0; round < 50; round += 1) {
    const kernel = kernelOf()
    for (let each = 0; each < 40; each += 1) {
      const kind = random(3)
      if (kind === 0) add(kernel, SLICE, { user_id: random(5) })
      if (kind === 1) add(kernel, BUNDLE, { user_id: random(5), limit: random(3) })
      if (kind === 2) readyAsk(kernel, BUNDLE, { user_id: random(5) })
      const entries = [...allEntries(kernel)]
      const entry = entries[random(entries.length)]
      if (random(5) === 0 && entry !== undefined) dropEntry(entry)
      else if (entry !== undefined) entry.isPublic = random(2) === 0
    }
    const wire = { ...(random(2) && { user_id: random(6) }), ...(random(2) && { limit: random(4) }) }
    const target: SeenTarget = { context: 'user', function: undefined, wire, own: random(3) === 0 }
    // The rule by itself, as the log of targets applies it.
    kernel.log.push({ target, seenAt: 1 })
    const expected = [...allEntries(kernel)].filter((entry) => firstSince(0, entry, 'user_profile') === 1)
    expect(new Set(matchEntries(kernel, target))).toEqual(new Set(expected))
  }
})

test('next.js #71612: one target of many entries looks at what matches, not at what is there', () => {
  const kernel = kernelOf()
  for (let id = 0; id < 5000; id += 1) add(kernel, SLICE, { user_id: id })
  let looked = 0
  for (const entry of allEntries(kernel)) {
    const { isFiled } = entry
    Object.defineProperty(entry, 'isFiled', {
      get() {
        looked += 1
        return isFiled
      },
    })
  }
  const wire = { user_id: 3 }
  expect(matchEntries(kernel, { context: 'user', function: undefined, wire, own: false })).toHaveLength(1)
  expect(looked).toBe(1)
})
