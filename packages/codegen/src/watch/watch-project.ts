/** Generates again whenever a file changes that the last run depended on. Errors leave the last good files standing. */
import { ConfigFile, type LoadedConfig } from '../config/load-config.ts'
import { createError, type Diagnostic, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { type GenerateResult, generateFrom } from '../generate.ts'
import { createIrSource, type IrSource } from '../sources/ir-source.ts'
import { type CreateFileWatcher, createChokidarWatcher } from './file-watcher.ts'

export type WatchRun = {
  /** Absolute paths that made the run; none for the first. */
  readonly changed: readonly string[]
} & (
  | { readonly ok: true; readonly result: GenerateResult }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
)

export interface WatchOptions {
  /** Absolute. */
  readonly configPath: string
  /** Ends the watch. */
  readonly signal: AbortSignal
  /** After each run. The files it depended on are watched by then. */
  readonly onRun: (run: WatchRun) => void
  /** When the next run has been prepared. */
  readonly onReady?: () => void
  readonly createFileWatcher?: CreateFileWatcher
  /** Runs something after the events of one save have come in. */
  readonly delay?: (run: () => void) => void
}

/** Editors write in several steps, milliseconds apart; who saves waits for this too. */
const SETTLE_MS = 20

/** Resolves when `signal` is aborted and everything is closed. */
export async function watchProject(options: WatchOptions): Promise<void> {
  const watch = new ProjectWatch(options)
  await watch.start()
  if (!options.signal.aborted) {
    await new Promise<void>((resolve) => {
      options.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  await watch.close()
}

class ProjectWatch {
  readonly #options: WatchOptions
  readonly #configFile: ConfigFile
  readonly #watcher
  readonly #changed = new Set<string>()
  #loaded: LoadedConfig | undefined
  #source: IrSource | undefined
  #isScheduled = false
  #running: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: WatchOptions) {
    this.#options = options
    this.#configFile = new ConfigFile(options.configPath)
    const createFileWatcher = options.createFileWatcher ?? createChokidarWatcher
    this.#watcher = createFileWatcher((path) => this.#note(path))
  }

  async start(): Promise<void> {
    this.#running = this.#run([])
    await this.#running
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
    await this.#watcher.close()
    await this.#source?.dispose()
    await this.#configFile.dispose()
  }

  #note(path: string): void {
    this.#changed.add(path)
    if (this.#isScheduled || this.#isClosed) return
    this.#isScheduled = true
    const delay = this.#options.delay ?? ((run) => void setTimeout(run, SETTLE_MS))
    delay(() => {
      this.#isScheduled = false
      const changed = [...this.#changed]
      this.#changed.clear()
      // One run at a time; a change during a run makes another one after it.
      this.#running = this.#running.then(() => (this.#isClosed ? undefined : this.#run(changed)))
    })
  }

  async #run(changed: readonly string[]): Promise<void> {
    const outcome = await this.#generate(changed)
    await this.#watcher.watch([...this.#configFile.watchedPaths, ...(this.#source?.watchedPaths ?? [])])
    this.#options.onRun({ changed, ...outcome })
    // Not part of the run: who saves meanwhile need not wait for it, and without it the next run is only slower.
    if (!this.#isClosed) void this.#source?.warmUp?.().then(this.#options.onReady, () => {})
  }

  async #generate(changed: readonly string[]) {
    try {
      if (
        this.#loaded === undefined ||
        this.#configFile.watchedPaths.some((path) => changed.includes(path))
      ) {
        await this.#loadConfig()
      }
      const { loaded, source } = { loaded: this.#loaded, source: this.#source }
      if (loaded === undefined || source === undefined) return { ok: false, diagnostics: [] } as const
      return { ok: true, result: await generateFrom(source, loaded) } as const
    } catch (thrown) {
      return { ok: false, diagnostics: describeThrown(thrown, this.#options.configPath) } as const
    }
  }

  async #loadConfig(): Promise<void> {
    this.#loaded = undefined
    const loaded = await this.#configFile.load()
    await this.#source?.dispose()
    this.#source = createIrSource(loaded.config.source, loaded.root)
    this.#loaded = loaded
  }
}

/** A full disk or a folder without rights must not end the watch. */
function describeThrown(thrown: unknown, file: string): readonly Diagnostic[] {
  if (thrown instanceof DiagnosticsError) return thrown.diagnostics
  return [createError(thrown instanceof Error ? thrown.message : String(thrown), { file })]
}
