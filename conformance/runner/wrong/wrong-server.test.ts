/** The wrong servers are still wrong in one place each, and there is a case for each of them. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCases } from '../drive/read-cases.ts'
import { ROOT } from '../start/target.ts'
import { findStalePatches, readWrongServers } from './wrong-server.ts'

test('each finds its place and its case', () => {
  const all = readWrongServers()
  expect(all.length).toBeGreaterThanOrEqual(25)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(findStalePatches(all, readCases(join(ROOT, 'conformance/cases')))).toEqual([])
})
