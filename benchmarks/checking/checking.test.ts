/** Types are printed, not computed: what that is worth, counted and not timed. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { nameFunctions } from './many-functions.ts'
import { compile, writeConfig } from './run-compiler.ts'
import { writeMizan } from './write-mizan.ts'

const root = mkdtempSync(join(tmpdir(), 'mizan-checking-'))
symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function countInstantiations(functions: number): Promise<number> {
  const folder = join(root, `mizan-${functions}`)
  mkdirSync(folder)
  await writeMizan(folder, nameFunctions(functions))
  writeConfig(folder, ['**/*.ts'])
  const { instantiations } = await compile('TypeScript 7', folder)
  return instantiations
}

describe('a generated client', () => {
  test('hono #3869: two hundred functions more are next to no instantiations more', {
    timeout: 120_000,
  }, async () => {
    const few = await countInstantiations(100)
    const many = await countInstantiations(300)
    // tRPC and oRPC make thousands a function.
    expect((many - few) / 200).toBeLessThan(40)
  })
})
