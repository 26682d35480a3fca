/** Finds the config file, runs it, checks what it exports. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { ModuleRunner } from '../sources/module-runner.ts'
import { checkConfig } from './check-config.ts'
import type { MizanConfig } from './config.ts'

export interface LoadedConfig {
  readonly config: MizanConfig
  /** Absolute. Relative paths of the config are taken from here. */
  readonly root: string
}

const FILE_NAMES = ['mizan.config.ts', 'mizan.config.mts', 'mizan.config.js', 'mizan.config.mjs']

/** The absolute path of the config file: `given`, or the first of the usual names in `directory`. Throws DiagnosticsError. */
export function findConfig(directory: string, given?: string): string {
  const candidates = given === undefined ? FILE_NAMES : [given]
  const found = candidates.map((name) => resolve(directory, name)).find((path) => existsSync(path))
  if (found !== undefined) return found
  const what = given === undefined ? 'There is no mizan.config.ts here' : `There is no file ${given}`
  const hint =
    'Write one, or name it with --config: `export default defineConfig({ source: …, targets: […] })`.'
  throw new DiagnosticsError([createError(what, { file: given ?? join(directory, 'mizan.config.ts') }, hint)])
}

/** One config file; each `load` runs it anew. */
export class ConfigFile {
  readonly path: string
  readonly #runner: ModuleRunner

  constructor(path: string) {
    this.path = path
    this.#runner = new ModuleRunner({
      entry: path,
      workingDirectory: dirname(path),
      // A config needs nothing of this package but the identity, and the package need not be installed beside it.
      virtualModules: { '@mizan/codegen': 'export const defineConfig = (config) => config' },
      pick: 'JSON.stringify(module.default)',
    })
  }

  /** What the config was made of when it was loaded last, whether that went well or not. */
  get watchedPaths(): readonly string[] {
    return this.#runner.watchedPaths
  }

  /** Throws DiagnosticsError. */
  async load(): Promise<LoadedConfig> {
    const text = await this.#runner.run()
    const place = { file: this.path }
    if (text === undefined) {
      const hint = 'Write `export default defineConfig({ … })`.'
      throw new DiagnosticsError([createError('The configuration has no default export', place, hint)])
    }
    return { config: checkConfig(JSON.parse(text), place), root: dirname(this.path) }
  }

  async dispose(): Promise<void> {
    await this.#runner.dispose()
  }
}
