/** What stands in `mizan.config.ts` (README, Configuration). */
import type { CodeTarget } from '../emit/emit-files.ts'
import type { ImportExtension } from '../emit/generated-file.ts'
import type { OpenapiOptions } from '../openapi/openapi-document.ts'

/** Relative paths are taken from the folder of the config file. */
export interface MizanConfig {
  /** Where the IR comes from. */
  readonly source: SourceConfig
  /** What to generate; one or more. */
  readonly targets: readonly TargetConfig[]
  /** What the manifest of `mizan manifest` says beside the IR; the same as the options of the app. */
  readonly edge?: EdgeConfig
}

export interface EdgeConfig {
  /** Path under which the protocol lives; default `/api/mizan`. */
  readonly base?: string
  /** Headers by the name of the vary input that is that header and nothing else. */
  readonly vary?: Readonly<Record<string, string>>
}

export type SourceConfig = EntrySource | FileSource | CommandSource

/** A TypeScript or JavaScript module that exports `app`, made by `createApp` of @mizan/server. It is run, so it should not listen on a port. */
export interface EntrySource {
  readonly entry: string
}

/** A file with IR text. */
export interface FileSource {
  readonly file: string
}

/** A command that prints IR text on its standard output. */
export interface CommandSource {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[]
  /** Files and folders that `--watch` looks at; the folder of the config file by default. */
  readonly watch?: readonly string[]
}

export type TargetConfig = CodeTargetConfig | OpenapiTargetConfig | McpTargetConfig

export interface CodeTargetConfig {
  /** `react` is everything of `typescript` and the hooks. */
  readonly target: CodeTarget
  /** Folder of the generated files. Other files in it are left alone. */
  readonly out: string
  /** How generated files name each other: `./model.js` (default), `./model.ts` or `./model`. */
  readonly importExtension?: ImportExtension
}

/** `openapi.json`, an OpenAPI 3.1 document. */
export interface OpenapiTargetConfig extends OpenapiOptions {
  readonly target: 'openapi'
  readonly out: string
}

/** `mcp.json`, tools of the Model Context Protocol; `@mizan/mcp` serves them. */
export interface McpTargetConfig {
  readonly target: 'mcp'
  readonly out: string
}

/** Gives an editor the types of the configuration. */
export function defineConfig(config: MizanConfig): MizanConfig {
  return config
}
