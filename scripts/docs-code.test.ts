/** The code of the guides: extracted from the pages, generated for, type-checked and run. Guides with components are in `docs-code.test.tsx`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_STATUS } from '@mizan/protocol'
import { expect, test } from 'vitest'
import { type Block, hasPages, isRun, readGuides } from './docs/guide.ts'
import { findLostAnchors } from './docs/headings.ts'
import { typeCheck } from './docs/project.ts'
import { runGuides } from './docs/run-guides.ts'
import { ROOT } from './house/source-file.ts'

/** The index, and what a command writes. */
const NO_GUIDES = ['README', 'long-proofs']
const UNNAMED = ['sh', 'console', 'text']
const guides = readGuides()

const folder = await runGuides('docs', guides, (guide) => !hasPages(guide))

test('all code compiles under the strictest settings', () => expect(typeCheck(folder)).toBe(''), 60_000)

test('a block is a file, words of a shell, or stands in the example that it names', () => {
  for (const { name, blocks } of guides)
    for (const block of blocks) expect(judge(block), `docs/${name}.md`).toBe('')
})

test('every guide has code that runs, and stands in the index', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8')
  const others = guides.filter(({ name }) => !NO_GUIDES.includes(name))
  const idle = others.filter((guide) => !isRun(guide))
  expect(idle.map(({ name }) => name)).toEqual([])
  for (const { name } of others) expect(index).toContain(`](${name}.md)`)
})

test('links lead to headings', () => {
  for (const { name } of guides)
    expect(findLostAnchors(join(ROOT, 'docs', `${name}.md`)), `docs/${name}.md`).toEqual([])
})

test('the guide to errors has every closed code with its status', () => {
  const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ])
  expect(rows).toEqual(Object.entries(ERROR_STATUS))
})

function judge({ language, file, text }: Block): string {
  if (file === '') return UNNAMED.includes(language) ? '' : `a block of ${language} has no file name`
  if (!file.startsWith('examples/')) return ''
  const isThere =
    existsSync(join(ROOT, file)) && flatten(readFileSync(join(ROOT, file), 'utf8')).includes(flatten(text))
  return isThere ? '' : `${file} does not hold what is shown of it`
}

/** A fragment may stand at another depth than in its file. */
function flatten(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
}
