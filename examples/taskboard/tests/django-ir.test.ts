/** The taskboard on Django says of itself what the one in TypeScript says, and is seeded with the same content. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { preparePython } from '../../../scripts/python-runtime/prepare-python.ts'
import { BOARDS, COMMENTS, DESCRIPTIONS, PEOPLE, PROJECTS } from '../server/seed-content.ts'

const EXAMPLE = new URL('..', import.meta.url).pathname
const CODEGEN = join(EXAMPLE, '../../packages/codegen/src/cli/main.ts')

test('both print the same IR, byte for byte', () => {
  const typescript = execFileSync(process.execPath, ['--conditions=mizan-source', CODEGEN, 'ir'], {
    cwd: EXAMPLE,
  })
  const django = execFileSync(preparePython(), ['manage.py', 'export_mizan_ir'], {
    cwd: join(EXAMPLE, 'django'),
  })
  expect(django.toString()).toBe(typescript.toString())
  expect(typescript.length).toBeGreaterThan(10_000)
}, 60_000)

test('the migrations are those of the models', () => {
  const words = ['manage.py', 'makemigrations', '--check', '--dry-run', 'board']
  const said = execFileSync(preparePython(), words, { cwd: join(EXAMPLE, 'django') })
  expect(said.toString()).toContain('No changes detected')
}, 60_000)

test('the seed of the Python backends is that of the TypeScript one', () => {
  const content = JSON.parse(readFileSync(join(EXAMPLE, 'python/seed-content.json'), 'utf8'))
  const people = PEOPLE.map(([name, handle, title, hue, isStaff, bytes]) => [
    name,
    handle,
    title,
    hue,
    isStaff,
    String(bytes),
  ])
  expect(content).toEqual({
    people,
    projects: PROJECTS,
    boards: BOARDS,
    descriptions: DESCRIPTIONS,
    comments: COMMENTS,
  })
})
