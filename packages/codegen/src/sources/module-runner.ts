/** Bundles a module of the project and runs it in a process of its own: no stale module cache, no handle left open, no output of the project's in ours. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInNode } from './node-process.ts'
import { ProjectBundle } from './project-bundle.ts'

export interface ModuleRunnerOptions {
  /** Absolute. */
  readonly entry: string
  /** Absolute; of the process. */
  readonly workingDirectory: string
  /** Source text by specifier, in place of packages. */
  readonly virtualModules?: Readonly<Record<string, string>>
  /** An expression over the namespace `module` that gives a string or undefined. */
  readonly pick: string
}

export class ModuleRunner {
  readonly #options: ModuleRunnerOptions
  readonly #bundle: ProjectBundle

  constructor(options: ModuleRunnerOptions) {
    this.#options = options
    this.#bundle = new ProjectBundle({ entry: options.entry, virtualModules: options.virtualModules ?? {} })
  }

  /** Absolute paths of what the module was made of, whether the last run went well or not. */
  get watchedPaths(): readonly string[] {
    return this.#bundle.inputs
  }

  /** What `pick` gave. Throws DiagnosticsError when the module cannot be bundled or fails while it runs. */
  async run(): Promise<string | undefined> {
    const code = await this.#bundle.build()
    const path = join(await createCacheFolder(dirname(this.#options.entry)), `${randomUUID()}.mjs`)
    try {
      await writeFile(path, code)
      const { pick, workingDirectory, entry } = this.#options
      return await runInNode({ path, pick, workingDirectory, entry })
    } finally {
      await rm(path, { force: true })
    }
  }

  async dispose(): Promise<void> {
    await this.#bundle.dispose()
  }
}

/** Beside the packages that the module imports, so that Node finds them from there; anywhere when there are none. */
async function createCacheFolder(start: string): Promise<string> {
  const packages = findPackages(start)
  const folder = packages === undefined ? join(tmpdir(), 'mizan') : join(packages, '.mizan')
  await mkdir(folder, { recursive: true })
  return folder
}

function findPackages(directory: string): string | undefined {
  const packages = join(directory, 'node_modules')
  if (existsSync(packages)) return packages
  const parent = dirname(directory)
  return parent === directory ? undefined : findPackages(parent)
}
