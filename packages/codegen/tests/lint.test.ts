/** `mizan lint`: each rule alone, and the command from words to exit code. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lintIr } from '../src/lint/lint-ir.ts'
import { createProject, mizan } from './project.ts'
import { removeScratch } from './scratch.ts'

beforeAll(() => vi.stubEnv('NODE_OPTIONS', '--conditions=mizan-source'))
afterAll(() => vi.unstubAllEnvs())
afterAll(removeScratch)

const query = (rest = '', type = 'integer') => `context "user" {
param "user_id" required=#true { used-by "profile"; ${type}; }
}
function "profile" context="user" kind="query"${rest} {
input { field "user_id" { ${type}; }; }
output { string; }
}
`
const save = (effects: string, type = 'integer') => `function "save" kind="mutation" {
input { field "user_id" { ${type}; }; }
output { nothing; }
${effects}
}
`
const lint = (text: string, nothing: string[] = []) =>
  lintIr(`mizan 1\n${text}`, { file: 'ir.kdl', nothing: new Set(nothing) }).map(
    ({ severity, what, where, hint }) => {
      expect(hint).toBeTypeOf('string')
      return `${severity} ${where.map(({ line }) => line).join()} ${what}`
    },
  )
const scoped = 'affects "user" { scope "user_id"; }'

describe('rules', () => {
  it('find nothing in a document that is sound', () => {
    expect(lint(query() + save(scoped))).toEqual([])
    const fixture = join(import.meta.dirname, '../../../protocol/fixture/fixture.kdl')
    const found = lintIr(readFileSync(fixture, 'utf8'), { file: 'fixture.kdl', nothing: 'all' })
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it.each([
    [' private=#true', 'is private'],
    ['', 'is a view', 'route "/profile" "GET"'],
    ['', 'is restricted to ipc', 'transport "ipc"'],
  ])('find contexts that nobody can fetch: %s %s', (properties, reason, node = '') => {
    const text =
      query(properties).replace('output { string; }', `output { string; }\n${node}`) + save('affects "user"')
    expect(lint(text)).toEqual([
      `error 2 Nobody can fetch the context "user": profile ${reason}`,
      expect.stringMatching(
        /^error \d+ The mutation "save" affects the context "user", which nobody can fetch$/,
      ),
    ])
  })

  it('find effects on a query that nobody can fetch', () => {
    const hidden = 'function "secret" context="user" kind="query" private=#true {\noutput { string; }\n}\n'
    expect(lint(query() + hidden + save('affects "user" function="secret"'))).toEqual([
      'error 12 The mutation "save" affects the query "secret", which nobody can fetch',
    ])
  })

  it('orval #4166: find affects that name nothing', () => {
    expect(lint(query() + save('affects "usr"'))).toEqual([
      'error 9 function save, affects usr: there is no such context.',
    ])
    expect(lint(query() + save('affects "user" function="profil"'))).toEqual([
      'error 9 function save, affects user: "profil" is no query of that context.',
    ])
    expect(lint(query() + save('affects "user" { scope "id"; }'))[0]).toContain(
      'the scope "id" is no param of it',
    )
  })

  it('bucketeer PR #2624: find mutations that say nothing, unless they are known to mean it', () => {
    expect(lint(save(''))).toEqual([
      expect.stringContaining('warning 2 The mutation "save" declares neither affects nor merge'),
    ])
    expect(lint(save(''), ['save'])).toEqual([])
  })

  it('find params that differ in type between members', () => {
    const other =
      'function "orders" context="user" kind="query" {\ninput { field "user_id" { string; }; }\noutput { string; }\n}\n'
    const text = query().replace('used-by "profile"', 'used-by "orders" "profile"') + other
    expect(lint(text)[0]).toMatch(
      /^error 2 context user, param user_id.* declare different types or defaults/,
    )
  })

  it.each([
    ['integer', 'string'],
    ['enum "a" "b"', 'enum "c" "d"'],
    ['literal "a"', 'enum "c" "d"'],
    ['integer max=5', 'integer min=6'],
    ['uuid', 'string'],
  ])('find scopes that can never match: %s and %s', (param, argument) => {
    expect(lint(query('', param) + save(scoped, argument))).toEqual([
      expect.stringMatching(/^error 9,2 A scope can never match: the argument "user_id" of "save" is /),
    ])
  })

  it.each([
    ['integer max=5', 'integer min=5'],
    ['enum "a" "b"', 'enum "b" "c"'],
    ['string', 'enum "b" "c"'],
    ['integer', 'nullable { integer; }'],
  ])('let scopes pass that can match: %s and %s', (param, argument) => {
    expect(lint(query('', param) + save(scoped, argument))).toEqual([])
  })

  it('find names that match and types that do not', () => {
    expect(lint(query() + save('affects "user"', 'string'))).toEqual([
      expect.stringMatching(/^warning 9,2 An effect is broad although a name matches: /),
    ])
  })

  it('find unused types', () => {
    expect(
      lint(`type "Gone" { struct { field "next" { nullable { ref "Gone"; }; }; }; }\n${query()}`),
    ).toEqual(['warning 2 Nothing uses the type "Gone"'])
  })
})

describe('mizan lint', () => {
  it('ends with 1 for errors, and for warnings when it is strict', async () => {
    const root = createProject('lint', {
      'bad.kdl': `mizan 1\n${query()}${save('affects "usr"')}`,
      'odd.kdl': `mizan 1\n${save('')}`,
    })
    expect(await mizan(root, 'lint', 'bad.kdl')).toEqual({
      code: 1,
      out: '',
      error:
        'error function save, affects usr: there is no such context.\n  at bad.kdl:9:1\n  → Name a context that has a query, or take the effect away.\n✗ 1 error, 0 warnings\n',
    })
    expect(await mizan(root, 'lint', 'odd.kdl')).toMatchObject({
      code: 0,
      error: expect.stringContaining('! 0 errors, 1 warnings'),
    })
    expect(await mizan(root, 'lint', 'odd.kdl', '--strict')).toMatchObject({ code: 1 })
    expect(await mizan(root, 'lint', 'odd.kdl', '--strict', '--nothing', 'save')).toMatchObject({
      code: 0,
      error: '✓ nothing to mend\n',
    })
    expect(await mizan(root, 'lint', 'gone.kdl')).toMatchObject({ code: 1 })
  })

  it('reads the project, whose server has refused mutations that say nothing', async () => {
    const root = createProject('lint-project', {
      'mizan.config.ts':
        "export default { source: { entry: './app.ts' }, targets: [{ target: 'typescript', out: 'web' }] }\n",
      'app.ts':
        "import { client, createApp } from '@mizan/server'\nexport const ping = client({ affects: 'nothing' }, () => null)\nexport const app = createApp({ modules: [{ ping }] })\n",
    })
    expect(await mizan(root, 'lint')).toEqual({ code: 0, out: '', error: '✓ nothing to mend\n' })
  })
})
