/** IR from a module that exports `app`. */
import { existsSync } from 'node:fs'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import type { IrSource } from './ir-source.ts'
import { ModuleRunner } from './module-runner.ts'

export class EntryIrSource implements IrSource {
  readonly label: string
  readonly #runner: ModuleRunner

  constructor(entry: string, workingDirectory: string) {
    this.label = entry
    this.#runner = new ModuleRunner({ entry, workingDirectory, pick: 'module.app?.irText' })
  }

  get watchedPaths(): readonly string[] {
    return this.#runner.watchedPaths
  }

  async load(): Promise<string> {
    const place = { file: this.label }
    if (!existsSync(this.label)) {
      throw new DiagnosticsError([
        createError('The entry does not exist', place, 'Mend `source.entry` in mizan.config.ts.'),
      ])
    }
    const text = await this.#runner.run()
    if (typeof text === 'string') return text
    const hint = 'Write `export const app = createApp({ … })`.'
    throw new DiagnosticsError([createError('The entry exports no `app` made by createApp', place, hint)])
  }

  async warmUp(): Promise<void> {
    await this.#runner.warmUp()
  }

  async dispose(): Promise<void> {
    await this.#runner.dispose()
  }
}
