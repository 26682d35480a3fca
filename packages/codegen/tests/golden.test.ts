/** Golden output of the generator: the same bytes, formatted, compiling, working. `UPDATE_GOLDEN=1` rewrites it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { readIr } from '../src/sources/read-ir.ts'
import { generateText } from './generate-text.ts'
import { removeScratch, scratchFolder } from './scratch.ts'
import { typeCheck } from './type-check.ts'

const root = join(import.meta.dirname, 'golden')
const repository = join(import.meta.dirname, '..', '..', '..')
const cases = readdirSync(root)
/** A cold compiler on a busy machine. */
const COMPILE_TIMEOUT_MS = 60_000

afterAll(removeScratch)

const readCase = (name: string) => readFileSync(join(root, name, 'ir.kdl'), 'utf8')
const outOf = (name: string) => join(root, name, 'out')
const filesOf = (name: string) => readdirSync(outOf(name)).map((file) => join(outOf(name), file))

if (process.env['UPDATE_GOLDEN'] !== undefined) {
  for (const name of cases) {
    rmSync(outOf(name), { recursive: true, force: true })
    mkdirSync(outOf(name))
    for (const [file, text] of generateText(readCase(name))) writeFileSync(join(outOf(name), file), text)
  }
}

describe.each(cases)('golden case %s', (name) => {
  it('starts from canonical IR', () => {
    expect(readIr(readCase(name), 'ir.kdl').warnings).toEqual([])
  })

  it('gives the same bytes as before', () => {
    const expected = new Map(
      readdirSync(outOf(name)).map((file) => [file, readFileSync(join(outOf(name), file), 'utf8')]),
    )
    expect(Object.fromEntries(generateText(readCase(name)))).toEqual(Object.fromEntries(expected))
  })

  it('is formatted and sorted as the formatter wants it', () => {
    const folder = join(scratchFolder(`format-${name}`, 'elsewhere'), 'out')
    mkdirSync(folder, { recursive: true })
    const config = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8'))
    writeFileSync(
      join(folder, '..', 'biome.json'),
      JSON.stringify({ ...config, vcs: {}, files: {}, root: true }),
    )
    for (const [file, text] of generateText(readCase(name))) writeFileSync(join(folder, file), text)
    const biome = join(repository, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
    const check = () =>
      execFileSync(process.execPath, [biome, 'check', 'out'], { cwd: join(folder, '..'), stdio: 'pipe' })
    expect(check).not.toThrow()
  })

  it(
    'compiles under the strictest settings, as a bundler and as Node resolve',
    () => {
      expect(typeCheck(filesOf(name), { moduleResolution: 'nodenext' })).toEqual([])
      expect(typeCheck(filesOf(name), { moduleResolution: 'bundler' })).toEqual([])
    },
    COMPILE_TIMEOUT_MS,
  )

  it(
    'compiles where optional members may be undefined',
    () => {
      const compilerOptions = { exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false }
      expect(typeCheck(filesOf(name), { moduleResolution: 'bundler', compilerOptions })).toEqual([])
    },
    COMPILE_TIMEOUT_MS,
  )
})

describe('import specifiers', () => {
  it.each([
    ['ts', 'nodenext', { allowImportingTsExtensions: true }],
    ['none', 'bundler', {}],
  ] as const)(
    'with extension %s compile for %s',
    (importExtension, moduleResolution, compilerOptions) => {
      const folder = scratchFolder(`extension-${importExtension}`)
      mkdirSync(folder, { recursive: true })
      const files = generateText(readCase('everything'), 'react', { importExtension })
      for (const [file, text] of files) writeFileSync(join(folder, file), text)
      const paths = [...files.keys()].map((file) => join(folder, file))
      expect(typeCheck(paths, { moduleResolution, compilerOptions })).toEqual([])
    },
    COMPILE_TIMEOUT_MS,
  )
})

describe('tree shaking', () => {
  const bundle = async (text: string) => {
    const result = await build({
      stdin: { contents: text, resolveDir: outOf('everything'), loader: 'ts' },
      bundle: true,
      write: false,
      format: 'esm',
      packages: 'external',
      treeShaking: true,
    })
    return result.outputFiles[0]?.text ?? ''
  }

  it('keeps one function and what it needs', async () => {
    const text = await bundle("export { ping } from './index.js'")
    expect(text).toContain('"ping"')
    expect(text).not.toContain('search_archive')
    expect(text).not.toContain('datetimeToDate')
  })

  it('keeps one hook and what it needs', async () => {
    const text = await bundle("export { useDelete } from './react.js'")
    expect(text).toContain('"delete"')
    expect(text).not.toContain('save_settings')
    expect(text).not.toContain('createContextProvider(')
  })
})

describe('determinism', () => {
  it('does not depend on the order or spelling of the text', () => {
    const nodes = readCase('everything').split(/^(?=type|context|function)/m)
    const [version = '', ...rest] = nodes
    const shuffled = `${version}// a comment\n${rest.toReversed().join('\n\n')}`
    expect(generateText(shuffled)).toEqual(generateText(readCase('everything')))
  })
})
