/** What the kernel costs a page: everything behind createClient(), with its part of @mizan/protocol. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const BUDGET_BYTES = 8_900

it(`is at most ${BUDGET_BYTES} bytes, minified and compressed`, async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { createClient } from './index.ts'",
      resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['mizan-source'],
  })
  expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length).toBeLessThanOrEqual(BUDGET_BYTES)
})
