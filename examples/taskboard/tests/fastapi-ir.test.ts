/** The taskboard on FastAPI says of itself what the one in TypeScript says: their generated clients are the same file. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { preparePython } from '../../../scripts/python-runtime/prepare-python.ts'

const EXAMPLE = new URL('..', import.meta.url).pathname
const CODEGEN = join(EXAMPLE, '../../packages/codegen/src/cli/main.ts')

test('both print the same IR, byte for byte', () => {
  const typescript = execFileSync(process.execPath, ['--conditions=mizan-source', CODEGEN, 'ir'], {
    cwd: EXAMPLE,
  })
  const fastapi = execFileSync(preparePython(), ['-m', 'mizan.fastapi.ir', 'app:app'], {
    cwd: join(EXAMPLE, 'fastapi'),
  })
  expect(fastapi.toString()).toBe(typescript.toString())
  expect(typescript.length).toBeGreaterThan(10_000)
}, 60_000)
