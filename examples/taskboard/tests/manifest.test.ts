/** The edge manifest of the taskboard: the same bytes from the `mizan` command and from every backend. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { preparePython } from '../../../scripts/python-runtime/prepare-python.ts'
import { app } from '../server/app.ts'

const EXAMPLE = new URL('..', import.meta.url).pathname
const CODEGEN = join(EXAMPLE, '../../packages/codegen/src/cli/main.ts')

test.each([
  ['mizan manifest', process.execPath, ['--conditions=mizan-source', CODEGEN, 'manifest'], '.'],
  ['Django', preparePython(), ['manage.py', 'export_mizan_manifest'], 'django'],
  ['FastAPI', preparePython(), ['-m', 'mizan.fastapi.manifest', 'app:app'], 'fastapi'],
])('%s prints it', { timeout: 60_000 }, (_, command, words, folder) => {
  const printed = execFileSync(command, words, { cwd: join(EXAMPLE, folder) })
  expect(printed.toString()).toBe(app.manifestText)
  expect(printed.toString()).toContain('"render_strategy":"psr"')
})
