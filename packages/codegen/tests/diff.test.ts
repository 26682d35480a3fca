/** `mizan diff`, from words to exit code. */
import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { createProject, mizan } from './project.ts'
import { removeScratch } from './scratch.ts'

afterAll(removeScratch)

const ir = (inside = '') =>
  `mizan 1\nfunction "ping" kind="mutation" {\n${inside}    output {\n        nothing\n    }\n}\n`
const withName = '    input {\n        field "name" {\n            string\n        }\n    }\n'
const config = `export default { source: { file: './new.kdl' }, targets: [{ target: 'typescript', out: './web' }] }\n`

describe('mizan diff', () => {
  it('says what breaks and ends with 1', async () => {
    const root = createProject('diff', {
      'old.kdl': ir(),
      'new.kdl': ir(withName),
      'mizan.config.ts': config,
    })
    const text =
      'Breaks clients (1)\n  function ping, input /name: it is new and required: clients do not send it\n'
    expect(await mizan(root, 'diff', 'old.kdl', 'new.kdl')).toEqual({ code: 1, out: text, error: '' })
    // The project as it is, when there is no NEW.
    expect(await mizan(root, 'diff', 'old.kdl')).toEqual({ code: 1, out: text, error: '' })
  })

  it('ends with 0 when nothing breaks', async () => {
    const root = createProject('diff-fine', { 'old.kdl': ir(withName), 'new.kdl': ir(withName) })
    expect(await mizan(root, 'diff', 'old.kdl', 'new.kdl')).toEqual({
      code: 0,
      out: 'Nothing that a client could notice changed.\n',
      error: '',
    })
  })

  it('prints JSON', async () => {
    const root = createProject('diff-json', { 'old.kdl': ir(withName), 'new.kdl': ir() })
    const { code, out } = await mizan(root, 'diff', 'old.kdl', 'new.kdl', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      breaking: true,
      changes: [
        {
          impact: 'breaking',
          code: 'input-field-removed',
          subject: 'function ping',
          at: 'input /name',
          what: 'it is gone: clients that send it are refused',
        },
      ],
    })
  })

  it('reads revisions of git', async () => {
    const root = createProject('diff-git', { 'ir.kdl': ir() })
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], { cwd: root })
    git('init', '-q')
    git('add', '.')
    git('commit', '-q', '-m', 'first')
    createProject('diff-git', { 'ir.kdl': ir(withName) })
    expect((await mizan(root, 'diff', 'HEAD:ir.kdl', 'ir.kdl')).code).toBe(1)
    expect((await mizan(root, 'diff', 'HEAD:./ir.kdl', 'HEAD:ir.kdl')).code).toBe(0)
    const gone = await mizan(root, 'diff', 'HEAD:gone.kdl', 'ir.kdl')
    expect(gone).toMatchObject({ code: 2, error: expect.stringContaining('Git does not find HEAD:gone.kdl') })
  })

  it.each([
    [['gone.kdl', 'gone.kdl'], 'There is no file gone.kdl'],
    [['bad.kdl', 'bad.kdl'], '"servce" is not a node of the IR'],
    [[], 'OLD is missing.'],
    [['a', 'b', 'c'], '"c" does not belong here.'],
  ])('%j ends with 2', async (words, expected) => {
    const root = createProject('diff-usage', { 'bad.kdl': 'mizan 1\nservce "x"\n' })
    expect(await mizan(root, 'diff', ...words)).toMatchObject({
      code: 2,
      out: '',
      error: expect.stringContaining(expected),
    })
  })
})
