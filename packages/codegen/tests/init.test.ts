/** `mizan init` in small projects of the usual kinds. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProject, mizan, writeProjectFile } from './project.ts'
import { removeScratch } from './scratch.ts'
import { typeCheck } from './type-check.ts'

beforeAll(() => vi.stubEnv('NODE_OPTIONS', '--conditions=mizan-source'))
afterAll(() => vi.unstubAllEnvs())
afterAll(removeScratch)

const vitePackage = `{
    "name": "shop",
    "type": "module",
    "scripts": { "dev": "vite", "build": "vite build" },
    "dependencies": {
        "react": "^19.0.0"
    },
    "devDependencies": {
        "vite": "^8.0.0"
    }
}
`
const nodePackage = '{\n\t"name": "api",\n\t"type": "module",\n\t"dependencies": {"zod": "^4.0.0"}\n}\n'

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8')
const readPackage = (root: string) =>
  JSON.parse(read(root, 'package.json')) as Record<string, Record<string, string>>

describe('mizan init', () => {
  it('adds Mizan to a Vite project, and what it wrote works', async () => {
    const root = createProject('init-vite', { 'package.json': vitePackage, 'src/main.tsx': 'export {}\n' })
    const { code, error } = await mizan(root, 'init')
    expect(code).toBe(0)
    expect(error).toContain(
      '✓ wrote mizan.config.ts\n✓ wrote server/app.ts\n✓ wrote server/main.ts\n✓ added to package.json\n',
    )
    expect(error).toContain(
      "server: { proxy: { '/api/mizan': { target: 'http://127.0.0.1:8000', changeOrigin: false } } }",
    )
    expect(error).toContain('from ./src/mizan/react')
    const added = readPackage(root)
    expect(added['scripts']).toMatchObject({
      dev: 'vite',
      mizan: 'mizan generate',
      'mizan:watch': 'mizan generate --watch',
    })
    expect(Object.keys(added['dependencies'] ?? {})).toEqual([
      'react',
      '@mizan/client',
      '@mizan/react',
      '@mizan/server',
      '@mizan/server-node',
      'zod',
    ])
    expect(read(root, 'package.json')).toContain('\n        "react": "^19.0.0",\n        "@mizan/client": "^')

    symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(root, 'node_modules'))
    expect(await mizan(root, 'generate')).toMatchObject({ code: 0 })
    expect(existsSync(join(root, 'src/mizan/react.tsx'))).toBe(true)
    expect(await mizan(root, 'lint')).toMatchObject({ code: 0, error: '✓ nothing to mend\n' })
    const paths = ['server/app.ts', 'server/main.ts', 'mizan.config.ts'].map((path) => join(root, path))
    const compilerOptions = { allowImportingTsExtensions: true, types: ['node'] }
    expect(typeCheck(paths, { moduleResolution: 'nodenext', compilerOptions })).toEqual([])
  }, 60_000)

  it('adds Mizan to a Node project', async () => {
    const root = createProject('init-node', { 'package.json': nodePackage })
    const { error } = await mizan(root, 'init')
    expect(error).not.toContain('Vite')
    expect(read(root, 'mizan.config.ts')).toContain("{ target: 'typescript', out: './mizan' }")
    const { dependencies, devDependencies } = readPackage(root)
    expect(dependencies).toMatchObject({ zod: '^4.0.0', '@mizan/client': expect.any(String) })
    expect(dependencies).not.toHaveProperty('@mizan/react')
    expect(devDependencies).toHaveProperty('@mizan/codegen')
    expect(read(root, 'package.json')).toMatch(/^\{\n\t"name": "api",\n\t"type": "module",\n/)
  })

  it('writes over nothing', async () => {
    const mine = { 'server/app.ts': '// mine\n', 'server/main.ts': '// mine too\n' }
    const root = createProject('init-taken', {
      ...mine,
      'package.json': '{ "scripts": { "mizan": "echo" }, "dependencies": { "@mizan/server": "1.0.0" } }',
    })
    expect(await mizan(root, 'init')).toMatchObject({ code: 0 })
    expect([read(root, 'server/app.ts'), read(root, 'server/main.ts')]).toEqual(Object.values(mine))
    expect(read(root, 'mizan.config.ts')).toContain('./server/mizan-app.ts')
    expect(read(root, 'server/mizan-main.ts')).toContain("from './mizan-app.ts'")
    expect(readPackage(root)).toMatchObject({
      scripts: { mizan: 'echo' },
      dependencies: { '@mizan/server': '1.0.0' },
    })
    // A second time there is nothing to do, and nothing is touched.
    const before = read(root, 'package.json')
    expect(await mizan(root, 'init')).toMatchObject({
      code: 1,
      error: expect.stringContaining('has Mizan already'),
    })
    expect(read(root, 'package.json')).toBe(before)
  })

  it('prints a diff and writes nothing when it is asked to', async () => {
    const root = createProject('init-dry', { 'package.json': nodePackage })
    const { code, out, error } = await mizan(root, 'init', '--dry-run')
    expect([code, error]).toEqual([0, ''])
    expect(out).toContain('+++ mizan.config.ts (generated now)')
    expect(out).toContain('+\t\t"mizan": "mizan generate",')
    expect(existsSync(join(root, 'mizan.config.ts'))).toBe(false)
    expect(read(root, 'package.json')).toBe(nodePackage)
  })

  it.each([
    ['there is none', undefined, 'There is no package.json here'],
    ['it is no JSON', '{ name: 1 }', 'package.json is no JSON object'],
    ['it is a list', '[]', 'package.json is no JSON object'],
  ])('refuses a package.json when %s', async (name, text, expected) => {
    const root = createProject(`init-bad-${name.replaceAll(' ', '-')}`, {})
    if (text !== undefined) writeProjectFile(root, 'package.json', text)
    expect(await mizan(root, 'init')).toMatchObject({ code: 1, error: expect.stringContaining(expected) })
    expect(existsSync(join(root, 'mizan.config.ts'))).toBe(false)
  })
})
