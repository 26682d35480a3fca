/** The edge manifest of the taskboard: the same bytes from the `mizan` command and from every backend. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { preparePython } from '../../../scripts/python-runtime/prepare-python.ts'
import { app } from '../server/app.ts'

const EXAMPLE = new URL('..', import.meta.url).pathname
const CODEGEN = join(EXAMPLE, '../../packages/codegen/src/cli/main.ts')

const PRINTERS = [
  {
    who: 'mizan manifest',
    command: process.execPath,
    words: ['--conditions=mizan-source', CODEGEN, 'manifest'],
    folder: '.',
  },
  {
    who: 'Django',
    command: preparePython(),
    words: ['manage.py', 'export_mizan_manifest'],
    folder: 'django',
  },
  {
    who: 'FastAPI',
    command: preparePython(),
    words: ['-m', 'mizan.fastapi.manifest', 'app:app'],
    folder: 'fastapi',
  },
]

test.each(PRINTERS)('$who prints it', { timeout: 60_000 }, ({ command, words, folder }) => {
  const printed = execFileSync(command, words, { cwd: join(EXAMPLE, folder) })
  expect(printed.toString()).toBe(app.manifestText)
  expect(printed.toString()).toContain('"render_strategy":"psr"')
})
