import { transform } from 'esbuild'
import { defineConfig } from 'vitest/config'

/** Decorators are not lowered by the bundler; esbuild does it for files that use one. */
const lowerDecorators = {
  name: 'mizan:decorators',
  enforce: 'pre' as const,
  transform: {
    filter: { id: /\.[cm]?tsx?$/, code: /^\s*@[A-Za-z_$]/m },
    async handler(code: string, id: string) {
      const loader = id.endsWith('x') ? 'tsx' : 'ts'
      const lowered = await transform(code, { loader, target: 'es2022', sourcefile: id, sourcemap: true })
      return { code: lowered.code, map: lowered.map, moduleType: 'js' as const }
    },
  },
}

export default defineConfig({
  plugins: [lowerDecorators],
  resolve: { conditions: ['mizan-source', 'module', 'browser', 'development|production'] },
  // Without `module`: node runs what it names, and some packages mean bundlers by it.
  ssr: { resolve: { conditions: ['mizan-source', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/*/{src,tests}/**/*.test.{ts,tsx}',
      'protocol/**/*.test.ts',
      'benchmarks/**/*.test.ts',
      'scripts/**/*.test.{ts,tsx}',
      'examples/*/{server,web,tests}/**/*.test.{ts,tsx}',
      'conformance/**/*.test.ts',
      'proofs/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    maxWorkers: 2,
    // Milliseconds. Ends what hangs; no test is about its own speed on a machine that may be busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Child processes that load the user's modules inherit it, and read the packages from their sources.
    execArgv: ['--conditions=mizan-source'],
    api: { host: '127.0.0.1' },
  },
})
