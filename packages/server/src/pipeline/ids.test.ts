import { expect, test } from 'vitest'
import { createIds } from './ids.ts'

test('ids fit into X-Request-Id, and none comes twice, in one process or in another', () => {
  const processes = [createIds(), createIds(), createIds()]
  const ids = processes.flatMap((next) => Array.from({ length: 2000 }, next))
  expect(new Set(ids).size).toBe(6000)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{13,20}$/)
})
