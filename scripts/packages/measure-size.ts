/** What parts of the packages cost a page: bundled from what is published, minified, compressed, against committed budgets. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ROOT } from '../house/source-file.ts'

/** A row of size-budgets.json. A budget is lowered whenever a part became smaller, and raised only with a reason. */
export interface SizeBudget {
  readonly name: string
  /** The module whose bundle is measured. */
  readonly code: string
  readonly gzipBytes: number
}

export function readBudgets(): readonly SizeBudget[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'size-budgets.json'), 'utf8')) as SizeBudget[]
}

/** Bytes of the bundle after gzip; React is not counted. */
export async function measureSize(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(ROOT, 'examples/taskboard') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    external: ['react', 'react/jsx-runtime'],
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
