/** Whatever the types are: the output compiles, is formatted, and its codecs are each other's inverse. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonValue, MutationDescriptor } from '@mizan/client'
import { normalizeDocument, printIr } from '@mizan/protocol'
import { afterAll, describe, expect, it } from 'vitest'
import { generateText } from './generate-text.ts'
import { RandomTypes } from './random-ir.ts'
import { removeScratch, scratchFolder } from './scratch.ts'
import { typeCheck } from './type-check.ts'

afterAll(removeScratch)

const SEEDS = Array.from(
  { length: Number(process.env['RANDOM_SEEDS'] ?? 12) },
  (_, index) => index + Number(process.env['RANDOM_FROM'] ?? 1),
)
const TYPES_PER_SEED = 12
const VALUES_PER_TYPE = 5

function generateRandom(seed: number) {
  const random = new RandomTypes(seed)
  const types = Array.from({ length: TYPES_PER_SEED }, () => random.makeType(3))
  const document = normalizeDocument(random.toDocument(types))
  const ir = printIr(document)
  const folder = scratchFolder(`random-${seed}`)
  const files = [...generateText(ir, 'react')]
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  return { types, folder, paths: files.map(([name]) => join(folder, name)) }
}

const cases = SEEDS.map((seed) => ({ seed, ...generateRandom(seed) }))

describe('random types', () => {
  it('give code that compiles', () => {
    const paths = cases.flatMap((one) => one.paths)
    expect(typeCheck(paths, { moduleResolution: 'bundler' })).toEqual([])
  }, 120_000)

  it('give code that is formatted', () => {
    const folder = scratchFolder('random-format', 'elsewhere')
    mkdirSync(join(folder, 'out'))
    const repository = join(import.meta.dirname, '..', '..', '..')
    const config = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8'))
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: {}, files: {}, root: true }))
    for (const { seed, paths } of cases) {
      for (const [index, path] of paths.entries())
        writeFileSync(join(folder, 'out', `${seed}-${index}.tsx`), readFileSync(path))
    }
    const biome = join(repository, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
    const format = () =>
      execFileSync(process.execPath, [biome, 'format', 'out'], { cwd: folder, stdio: 'pipe' })
    expect(format).not.toThrow()
  }, 60_000)

  it.each(cases)('keep values through encode and decode (seed $seed)', async ({ types, folder }) => {
    const mutations = (await import(join(folder, 'mutations.ts'))) as Record<
      string,
      MutationDescriptor<never, unknown>
    >
    for (const [index, { makeValue }] of types.entries()) {
      const descriptor = mutations[`echo${index}Mutation`]
      for (let round = 0; round < VALUES_PER_TYPE; round += 1) {
        const args = { given: makeValue() }
        const wire = descriptor?.encode === undefined ? args : descriptor.encode(args as never)
        const back: JsonValue = JSON.parse(JSON.stringify(wire))
        expect(descriptor?.decode === undefined ? back : descriptor.decode(back)).toEqual(args)
      }
    }
  })
})
