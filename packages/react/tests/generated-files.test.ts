/** `generated/` is what the generator makes of the shop. `UPDATE_GOLDEN=1` rewrites it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '@mizan/codegen'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { app } from './shop-app.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mizan-react-'))
  await writeFile(join(folder, 'shop.kdl'), app.irText)
})
afterAll(() => rm(folder, { recursive: true }))

it('the generated code of these tests is up to date', async () => {
  const { changes } = await generate({
    config: {
      source: { file: join(folder, 'shop.kdl') },
      targets: [{ target: 'react', out: './generated', importExtension: 'ts' }],
    },
    root: import.meta.dirname,
    check: process.env['UPDATE_GOLDEN'] === undefined,
  })
  expect(changes).toHaveLength(8)
  expect(changes.filter(({ kind }) => kind !== 'keep').map(({ path }) => path)).toEqual([])
})
