/** The command, from words to exit code, in projects of its own. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProject, mizan, writeProjectFile } from './project.ts'
import { removeScratch } from './scratch.ts'
import { typeCheck } from './type-check.ts'

// Projects of the tests import the packages of this repository from their sources.
beforeAll(() => vi.stubEnv('NODE_OPTIONS', '--conditions=mizan-source'))
afterAll(() => vi.unstubAllEnvs())
afterAll(removeScratch)

const config = (source: string, targets = `[{ target: 'typescript', out: './web' }]`) =>
  `import { defineConfig } from '@mizan/codegen'\nexport default defineConfig({ source: ${source}, targets: ${targets} })\n`

const pingIr = (name = 'ping') =>
  `mizan 1\nfunction "${name}" kind="mutation" {\n    output {\n        nothing\n    }\n}\n`

/** Stands in for @mizan/server: the command knows nothing of an app but its text. */
const entryText = (ir: string) => `export const app: { irText: string } = { irText: ${JSON.stringify(ir)} }\n`

describe('mizan generate', () => {
  it('writes, is idempotent, notices what is stale, removes what is no longer wanted', async () => {
    const root = createProject('story', {
      'mizan.config.ts': config("{ file: './ir.kdl' }"),
      'ir.kdl': pingIr(),
    })
    expect(await mizan(root, 'generate')).toEqual({
      code: 0,
      out: '',
      error: '✓ web: 3 written, 0 unchanged\n',
    })
    expect(readdirSync(join(root, 'web'))).toEqual(['functions.ts', 'index.ts', 'mutations.ts'])
    expect(await mizan(root, 'generate')).toMatchObject({ code: 0, error: '✓ web: 0 written, 3 unchanged\n' })
    expect(await mizan(root, 'generate', '--check')).toEqual({
      code: 0,
      out: '',
      error: '✓ 3 generated files are up to date\n',
    })

    writeProjectFile(root, 'ir.kdl', pingIr('pong'))
    writeProjectFile(root, 'web/model.ts', readFileSync(join(root, 'web/index.ts'), 'utf8'))
    const check = await mizan(root, 'generate', '--check')
    expect(check.code).toBe(1)
    expect(check.error).toBe('✗ 3 of 4 generated files are stale: run `mizan generate`\n')
    expect(check.out).toContain('--- web/mutations.ts\n+++ web/mutations.ts (generated now)\n@@ ')
    expect(check.out).toContain("\n-  name: 'ping',\n")
    expect(check.out).toContain("\n+  name: 'pong',\n")
    expect(readFileSync(join(root, 'web/mutations.ts'), 'utf8')).toContain('ping')

    expect(await mizan(root, 'generate')).toMatchObject({
      code: 0,
      error: '✓ web: 2 written, 1 unchanged, 1 removed\n',
    })
    expect(await mizan(root, 'generate', '--check')).toMatchObject({ code: 0 })
  })

  it('takes two targets of one folder as one, and several folders', async () => {
    const targets = `[{ target: 'typescript', out: 'a' }, { target: 'react', out: './a/' }, { target: 'typescript', out: 'b', importExtension: 'none' }]`
    const files = { 'mizan.config.mts': config("{ file: 'ir.kdl' }", targets), 'ir.kdl': pingIr() }
    const root = createProject('targets', files)
    expect(await mizan(root, 'generate')).toMatchObject({
      code: 0,
      error: '✓ a: 4 written, 0 unchanged\n✓ b: 3 written, 0 unchanged\n',
    })
    expect(readdirSync(join(root, 'a'))).toContain('react.tsx')
    expect(readFileSync(join(root, 'b/index.ts'), 'utf8')).toContain("from './functions'")
  })

  it('writes nothing when anything is wrong', async () => {
    const root = createProject('wrong', {
      'mizan.config.ts': config("{ file: 'ir.kdl' }"),
      'ir.kdl': `${pingIr()}servce "x"\n`,
    })
    expect(await mizan(root, 'generate')).toEqual({
      code: 1,
      out: '',
      error:
        'error "servce" is not a node of the IR\n  at ir.kdl:7:1\n  → Use type, context, function, channel, form.\n',
    })
    expect(readdirSync(root)).not.toContain('web')
  })

  it('says where two names collide', async () => {
    const files = {
      'mizan.config.ts': config("{ file: 'ir.kdl' }"),
      'ir.kdl': pingIr('user_profile') + pingIr('userProfile').slice(8),
    }
    const { code, error } = await mizan(createProject('collide', files), 'generate')
    expect(code).toBe(1)
    expect(error).toContain('  at ir.kdl:7:1\n  at ir.kdl:2:1\n  → Rename one of them at the server.\n')
  })
})

describe('the TypeScript entry', () => {
  it('is run with decorators lowered, path facts of its own and its output kept apart', async () => {
    const root = createProject('entry', {
      'mizan.config.ts': config("{ entry: './server/app.ts' }"),
      'server/ir.kdl': pingIr(),
      'server/names.ts':
        "import { join } from 'node:path'\nexport const irFile: string = join(import.meta.dirname, 'ir.kdl')\n",
      'server/app.ts': [
        "import { readFileSync } from 'node:fs'",
        "import { irFile } from './names'",
        'const marked = <V>(value: V, _context: ClassMethodDecoratorContext): V => value',
        "class Users { @marked text(): string { return readFileSync(irFile, 'utf8') } }",
        "if (!import.meta.url.endsWith('/server/app.ts')) throw new Error(import.meta.url)",
        'setInterval(() => {}, 1000)',
        "console.log('listening')",
        'export const app = { irText: new Users().text() }',
      ].join('\n'),
    })
    expect(await mizan(root, 'generate')).toMatchObject({ code: 0, error: '✓ web: 3 written, 0 unchanged\n' })
    expect(await mizan(root, 'ir')).toEqual({ code: 0, out: pingIr(), error: '' })
  })

  it.each([
    ['a syntax error', 'export const x: = 1\n', 'error Unexpected "="\n  at server/part.ts:1:17\n'],
    [
      'a missing file',
      "import './gone.ts'\n",
      'error Could not resolve "./gone.ts"\n  at server/part.ts:1:8\n',
    ],
    [
      'an exception',
      '\n\nthrow new TypeError("no database")\n',
      'error Running the module failed: TypeError: no database\n  at server/part.ts:3:7\n',
    ],
    [
      'a missing package',
      "import 'no-such-package'\n",
      "error Running the module failed: Error: Cannot find package 'no-such-package'",
    ],
    [
      'an exit',
      'process.exit(3)\n',
      'error The module ended the process by itself (exit code 3)\n  at server/app.ts\n',
    ],
    [
      'something thrown that is no error',
      "throw 'text'\n",
      'error Running the module failed: text\n  at server/app.ts\n',
    ],
  ])('with %s is refused at its place', async (name, part, expected) => {
    const root = createProject(`entry-${name.replaceAll(' ', '-')}`, {
      'mizan.config.ts': config("{ entry: './server/app.ts' }"),
      'server/part.ts': part,
      'server/app.ts': `import './part.ts'\n${entryText(pingIr())}`,
    })
    const { code, error } = await mizan(root, 'generate')
    expect(error.slice(0, expected.length)).toBe(expected)
    expect(code).toBe(1)
  })

  it('shows each mistake in the declarations', async () => {
    const app = [
      "import { client, createApp } from '@mizan/server'",
      'export const _first = client({ affects: [] }, () => null)',
      '',
      'export const _second = client({ affects: [] }, () => null)',
      'export const app = createApp({ modules: [{ _first, _second }] })',
    ]
    const files = { 'mizan.config.ts': config("{ entry: './app.ts' }"), 'app.ts': app.join('\n') }
    const { code, error } = await mizan(createProject('declarations', files), 'generate')
    expect(code).toBe(1)
    expect(error).toContain('error "_first" is no name for a function\n  at app.ts:2\n  → Names are')
    expect(error).toContain('error "_second" is no name for a function\n  at app.ts:4\n  → Names are')
  })

  it('generates from a real app, with decorators', async () => {
    const app = [
      "import { client, createApp, ReactContext } from '@mizan/server'",
      "import { z } from 'zod'",
      "const UserContext = new ReactContext('user')",
      "const Profile = z.object({ user_id: z.int(), name: z.string(), born: z.date().optional() }).meta({ id: 'Profile' })",
      'export const user_profile = client({ context: UserContext, input: { user_id: z.int() }, output: Profile }, ({ user_id }) => ({ user_id, name: "Ada" }))',
      'class Users {',
      '  @client({ affects: UserContext, input: { user_id: z.int(), name: z.string() }, output: Profile, errors: { NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) } } })',
      '  update_profile({ user_id, name }: { user_id: number; name: string }) { return { user_id, name } }',
      '}',
      'export const app = createApp({ modules: [{ user_profile }], instances: [new Users()] })',
    ]
    const targets = "[{ target: 'react', out: 'web' }]"
    const files = { 'mizan.config.ts': config("{ entry: './app.ts' }", targets), 'app.ts': app.join('\n') }
    const root = createProject('real', files)
    expect(await mizan(root, 'generate')).toMatchObject({ code: 0, error: '✓ web: 8 written, 0 unchanged\n' })
    const paths = readdirSync(join(root, 'web')).map((name) => join(root, 'web', name))
    expect(typeCheck(paths, { moduleResolution: 'nodenext' })).toEqual([])
    expect(readFileSync(join(root, 'web/model.ts'), 'utf8')).toContain(
      "export type UpdateProfileError = DeclaredError<'NAME_TAKEN', { suggestion: string }> | ClientError",
    )
  }, 60_000)

  it.each([
    [
      'exports no app',
      'export const other = 1\n',
      'error The entry exports no `app` made by createApp\n  at app.ts\n',
    ],
    ['does not exist', undefined, 'error The entry does not exist\n  at app.ts\n'],
  ])('that %s is refused', async (name, text, expected) => {
    const files = {
      'mizan.config.ts': config("{ entry: './app.ts' }"),
      ...(text === undefined ? {} : { 'app.ts': text }),
    }
    const { code, error } = await mizan(createProject(name.replaceAll(' ', '-'), files), 'generate')
    expect([code, error.slice(0, expected.length)]).toEqual([1, expected])
  })
})

describe('the command as a source', () => {
  const program = (text: string) =>
    config(`{ command: [${JSON.stringify(process.execPath)}, '-e', ${JSON.stringify(text)}] }`)

  it('gives what it prints', async () => {
    const files = {
      'mizan.config.ts': program(`console.error('noise'); process.stdout.write(${JSON.stringify(pingIr())})`),
    }
    expect(await mizan(createProject('command', files), 'ir')).toEqual({ code: 0, out: pingIr(), error: '' })
  })

  it.each([
    [
      'fails',
      "console.error('no django'); process.exit(4)",
      'The command ended with exit code 4:\nno django\n',
    ],
    ['prints no text', 'process.stdout.write(Buffer.from([255]))', 'The IR text is not UTF-8'],
    ['prints nothing', '', 'An IR document begins with `mizan 1`'],
  ])('that %s is refused', async (name, text, expected) => {
    const { code, error } = await mizan(
      createProject(`command-${name.replaceAll(' ', '-')}`, { 'mizan.config.ts': program(text) }),
      'ir',
    )
    expect(code).toBe(1)
    expect(error).toContain(expected)
  })

  it('that does not exist is refused', async () => {
    const files = { 'mizan.config.ts': config("{ command: ['no-such-program'] }") }
    const { code, error } = await mizan(createProject('command-gone', files), 'ir')
    expect(code).toBe(1)
    expect(error).toContain('The command could not be run')
  })
})

describe('mizan manifest', () => {
  it('prints the manifest, with what the configuration says beside the IR', async () => {
    const edge = "edge: { base: '/rpc', vary: { locale: 'Accept-Language' } }"
    const files = {
      'mizan.config.ts': config("{ file: 'ir.kdl' }").replace('targets:', `${edge}, targets:`),
      'ir.kdl': pingIr(),
    }
    const { code, out, error } = await mizan(createProject('manifest', files), 'manifest')
    expect([code, error]).toEqual([0, ''])
    expect(out).toBe('{"base":"/rpc","contexts":{},"mutations":{"ping":{"affects":[]}},"version":1}\n')
  })

  it('refuses a base that is none, and headers that are none', async () => {
    const files = {
      'mizan.config.mjs':
        "export default { source: { file: 'ir.kdl' }, targets: [{ target: 'mcp', out: '.' }], edge: { base: 'rpc/', vary: { a: 'b c' } } }",
      'ir.kdl': pingIr(),
    }
    const { code, error } = await mizan(createProject('manifest-bad', files), 'manifest')
    expect(code).toBe(1)
    expect(error).toContain('`edge.base` must be a path')
    expect(error).toContain('`edge.vary` must name a request header')
  })
})

describe('mizan ir', () => {
  it('prints the canonical text and warns when the source was not', async () => {
    const files = { 'mizan.config.ts': config("{ file: 'ir.kdl' }"), 'ir.kdl': `// mine\n${pingIr()}` }
    const { code, out, error } = await mizan(createProject('ir', files), 'ir')
    expect([code, out]).toEqual([0, pingIr()])
    expect(error).toContain('warning The IR text is not in its canonical form\n  at ir.kdl:1\n')
  })

  it('writes to a file', async () => {
    const root = createProject('ir-out', {
      'mizan.config.ts': config("{ file: 'ir.kdl' }"),
      'ir.kdl': pingIr(),
    })
    expect(await mizan(root, 'ir', '--out', 'copy/ir.kdl')).toEqual({ code: 0, out: '', error: '' })
    expect(readFileSync(join(root, 'copy/ir.kdl'), 'utf8')).toBe(pingIr())
  })
})

describe('the configuration', () => {
  it('is found by name, or by --config; paths are relative to it', async () => {
    const root = createProject('config', {
      'deep/my.config.ts': config("{ file: 'ir.kdl' }"),
      'deep/ir.kdl': pingIr(),
    })
    expect(await mizan(root, 'generate', '--config', 'deep/my.config.ts')).toMatchObject({ code: 0 })
    expect(readdirSync(join(root, 'deep'))).toContain('web')
    expect(await mizan(root, 'generate', '-c', 'deep/my.config.ts', '--check')).toMatchObject({ code: 0 })
    expect(await mizan(root, 'generate')).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is no mizan.config.ts here'),
    })
    expect(await mizan(root, 'ir', '-c', 'gone.ts')).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is no file gone.ts'),
    })
  })

  it('that is wrong is refused', async () => {
    const cases: [string, string][] = [
      ['export default { source: { file: "a" } }', 'error `targets` must be a list\n  at mizan.config.ts\n'],
      ['export const config = 1', 'error The configuration has no default export\n  at mizan.config.ts\n'],
      ['export default {', 'error Expected identifier but found end of file\n  at mizan.config.ts:1:17\n'],
    ]
    for (const [index, [text, expected]] of cases.entries()) {
      const { code, error } = await mizan(
        createProject(`config-${index}`, { 'mizan.config.ts': text }),
        'generate',
      )
      expect([code, error.slice(0, expected.length)]).toEqual([1, expected])
    }
  })
})

describe('the command line', () => {
  it.each([
    [[], 'USAGE'],
    [['--help'], 'generate'],
    [['generate', '--help'], '--check'],
    [['ir', '-h'], '--out'],
  ])('%j helps', async (words, expected) => {
    const { code, out } = await mizan('/', ...words)
    expect(code).toBe(0)
    expect(out).toContain(expected)
  })

  it.each([
    [['genrate'], 'There is no command "genrate".'],
    [['generate', '--chekc'], 'There is no option "--chekc".'],
    [['generate', 'web'], '"web" does not belong here.'],
    [['generate', '-c=x'], 'There is no option "-c=x".'],
    [['generate', '--config'], 'An option lacks its value.'],
    [['generate', '--check', '--watch'], '--check and --watch do not go together.'],
    [['constructor'], 'There is no command "constructor".'],
  ])('%j is refused with 2', async (words, expected) => {
    const { code, error } = await mizan('/', ...words)
    expect([code, error.split('\n')[0]]).toEqual([2, expected])
  })

  it('leaves nothing behind beside the packages', () => {
    const cache = join(dirname(import.meta.dirname), 'node_modules', '.mizan')
    rmSync(cache, { recursive: true, force: true })
    expect(readdirSync(join(dirname(import.meta.dirname), '..', '..', 'node_modules', '.mizan'))).toEqual([])
  })
})
