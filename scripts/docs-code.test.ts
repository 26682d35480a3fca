/** The code of the guides: extracted from the pages, generated for, type-checked and run. Guides with components are in `docs-code.test.tsx`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasPages, hasTests, readGuides } from './docs/guide.ts'
import { runGuides } from './docs/run-guides.ts'
import { ROOT } from './house/source-file.ts'

const UNNAMED = ['sh', 'text', 'html', 'json']
const guides = readGuides()

await runGuides(
  'docs-servers',
  guides.filter((guide) => !hasPages(guide)),
)

test.each(guides.flatMap(({ name, blocks }) => blocks.map((block) => ({ name, ...block }))))(
  'docs/$name.md: a block of $language is a file ($file), a fragment of an example, or no code',
  ({ language, file, text }) => {
    if (file === '') expect(UNNAMED).toContain(language)
    if (!file.startsWith('examples/')) return
    expect(existsSync(join(ROOT, file))).toBe(true)
    expect(flatten(readFileSync(join(ROOT, file), 'utf8'))).toContain(flatten(text))
  },
)

test('every guide has code that runs, and stands in the index', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8')
  const others = guides.filter(({ name }) => name !== 'README')
  const idle = others.filter((guide) => !hasTests(guide))
  expect(idle.map(({ name }) => name)).toEqual([])
  for (const { name } of others) expect(index).toContain(`](${name}.md)`)
})

/** A fragment may stand at another depth than in its file. */
function flatten(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
}
