/** Bundles a module of the project and runs it in a process of its own: no stale module cache, no handle left open, no output of the project's in ours. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readAnswer } from './module-answer.ts'
import { ModuleProcess } from './module-process.ts'
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
  #warm: ModuleProcess | undefined
  /** Absolute path of the module that imports the packages. */
  #preload: string | undefined
  #isDisposed = false

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
    const folder = await createCacheFolder(dirname(this.#options.entry))
    const path = join(folder, `${randomUUID()}.mjs`)
    const child = this.#warm ?? new ModuleProcess(this.#options)
    this.#warm = undefined
    try {
      await writeFile(path, code)
      return readAnswer(await child.run(pathToFileURL(path).href), { ...this.#options, path })
    } finally {
      await rm(path, { force: true })
    }
  }

  /** Starts the process of the next run, and lets it load the packages meanwhile; files of the project are what changes. */
  async warmUp(): Promise<void> {
    if (this.#warm !== undefined) return this.#warm.ready
    const folder = await createCacheFolder(dirname(this.#options.entry))
    this.#preload ??= join(folder, `${randomUUID()}.mjs`)
    const imports = this.#bundle.packages.map((name) => `import(${JSON.stringify(name)})`)
    await writeFile(this.#preload, `await Promise.allSettled([${imports.join(', ')}])\n`)
    if (this.#isDisposed) return
    this.#warm = new ModuleProcess(this.#options, pathToFileURL(this.#preload).href)
    return this.#warm.ready
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    this.#warm?.kill()
    this.#warm = undefined
    if (this.#preload !== undefined) await rm(this.#preload, { force: true })
    this.#preload = undefined
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
