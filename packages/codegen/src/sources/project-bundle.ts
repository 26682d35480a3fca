/** The project's own files as one JavaScript text: packages stay imports, decorators are lowered, rebuilding is incremental. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type BuildContext,
  type BuildFailure,
  type BuildOptions,
  context,
  type Loader,
  type Message,
  type Plugin,
} from 'esbuild'
import { createError, type Diagnostic, DiagnosticsError } from '../diagnostics/diagnostic.ts'

export interface ProjectBundleOptions {
  /** Absolute. */
  readonly entry: string
  /** Source text by specifier, in place of packages. */
  readonly virtualModules: Readonly<Record<string, string>>
}

export class ProjectBundle {
  readonly #options: ProjectBundleOptions
  readonly #inputs = new Set<string>()
  #packages: readonly string[] = []
  #context: BuildContext | undefined

  constructor(options: ProjectBundleOptions) {
    this.#options = options
    this.#inputs.add(options.entry)
  }

  /** Absolute paths that the last build read or looked for; a folder stands for a file that was not there. */
  get inputs(): readonly string[] {
    return [...this.#inputs]
  }

  /** Specifiers that stayed imports in the last build that went well. */
  get packages(): readonly string[] {
    return this.#packages
  }

  /** Throws DiagnosticsError. */
  async build(): Promise<string> {
    const before = [...this.#inputs]
    this.#inputs.clear()
    this.#inputs.add(this.#options.entry)
    try {
      this.#context ??= await context(this.#buildOptions())
      const { outputFiles = [], metafile } = await this.#context.rebuild()
      const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports)
      this.#packages = [
        ...new Set(imports.filter(({ external }) => external === true).map(({ path }) => path)),
      ]
      return outputFiles[0]?.text ?? ''
    } catch (thrown) {
      for (const path of before) this.#inputs.add(path)
      if (!isBuildFailure(thrown)) throw thrown
      for (const message of thrown.errors) this.#watchUnresolved(message)
      const folder = dirname(this.#options.entry)
      throw new DiagnosticsError(thrown.errors.map((message) => describeMessage(message, folder)))
    }
  }

  async dispose(): Promise<void> {
    await this.#context?.dispose()
    this.#context = undefined
  }

  #buildOptions(): BuildOptions {
    return {
      entryPoints: [this.#options.entry],
      absWorkingDir: dirname(this.#options.entry),
      bundle: true,
      write: false,
      metafile: true,
      outfile: `${this.#options.entry}.mjs`,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      // Node runs a module for its side effects whatever `sideEffects` of package.json promises to bundlers.
      ignoreAnnotations: true,
      sourcemap: 'inline',
      sourcesContent: false,
      // The text is run from elsewhere; its places are these all the same.
      sourceRoot: pathToFileURL(`${dirname(this.#options.entry)}/`).href,
      logLevel: 'silent',
      define: Object.fromEntries(Object.entries(FILE_FACTS).map(([name, fact]) => [name, fact.local])),
      plugins: [virtualModules(this.#options.virtualModules), fileFacts((path) => this.#inputs.add(path))],
    }
  }

  /** The file may appear later. */
  #watchUnresolved(message: Message): void {
    const specifier = /^Could not resolve "(\.[^"]*)"/.exec(message.text)?.[1]
    if (specifier === undefined || message.location === null) return
    const importer = resolve(dirname(this.#options.entry), message.location.file)
    this.#inputs.add(dirname(resolve(dirname(importer), specifier)))
  }
}

/** What a module may ask about itself; in a bundle the answer would be the bundle's, so each file gets its own as constants. */
const FILE_FACTS: Readonly<
  Record<string, { readonly local: string; readonly of: (path: string) => string }>
> = {
  'import.meta.url': { local: '__mizan_url', of: (path) => pathToFileURL(path).href },
  'import.meta.filename': { local: '__mizan_file', of: (path) => path },
  'import.meta.dirname': { local: '__mizan_folder', of: dirname },
  __filename: { local: '__mizan_file', of: (path) => path },
  __dirname: { local: '__mizan_folder', of: dirname },
}

const LOADERS: Readonly<Record<string, Loader>> = { ts: 'ts', mts: 'ts', cts: 'ts', tsx: 'tsx', jsx: 'jsx' }

function fileFacts(onFile: (path: string) => void): Plugin {
  return {
    name: 'mizan:file-facts',
    setup(build) {
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        onFile(path)
        const extension = /\.([cm]?[jt]sx?)$/.exec(path)?.[1]
        if (extension === undefined) return undefined
        const contents = addFacts(await readFile(path, 'utf8'), path)
        return { contents, loader: LOADERS[extension] ?? 'js' }
      })
    },
  }
}

/** On the first line, so that line numbers stay. */
function addFacts(text: string, path: string): string {
  const used = Object.entries(FILE_FACTS).filter(([name]) => text.includes(name))
  const constants = new Map(used.map(([, fact]) => [fact.local, fact.of(path)]))
  const declarations = [...constants].map(([local, value]) => `const ${local}=${JSON.stringify(value)};`)
  return `${declarations.join('')}${text.replace(/^#!/, '//')}`
}

function virtualModules(modules: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'mizan:virtual-modules',
    setup(build) {
      build.onResolve({ filter: /^@/ }, ({ path }) =>
        Object.hasOwn(modules, path) ? { path, namespace: 'mizan' } : undefined,
      )
      build.onLoad({ filter: /.*/, namespace: 'mizan' }, ({ path }) => ({ contents: modules[path] ?? '' }))
    },
  }
}

/** esbuild names files relative to `folder` and counts columns in bytes from 0. */
function describeMessage({ location, text, notes }: Message, folder: string): Diagnostic {
  const hint = notes[0]?.text
  if (location === null) return createError(text, { file: folder }, hint)
  const file = resolve(folder, location.file)
  return createError(text, { file, line: location.line, column: location.column + 1 }, hint)
}

function isBuildFailure(thrown: unknown): thrown is BuildFailure {
  return thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors)
}
