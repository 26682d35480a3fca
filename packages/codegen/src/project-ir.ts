/** The IR of a project, as its configuration says where it comes from. */
import type { EdgeConfig, SourceConfig } from './config/config.ts'
import { ConfigFile, findConfig } from './config/load-config.ts'
import { optional } from './optional-member.ts'
import { createIrSource } from './sources/ir-source.ts'
import { type ReadIr, readIr } from './sources/read-ir.ts'

/** IR text that nobody has looked at yet. */
export interface ProjectText {
  readonly text: string
  /** What places of messages call it. */
  readonly label: string
  readonly source: SourceConfig
  readonly edge?: EdgeConfig
}

/** `configPath` as it was given on the command line. Throws DiagnosticsError. */
export async function readProjectIr(directory: string, configPath: string | undefined): Promise<ReadIr> {
  const { text, label } = await readProjectText(directory, configPath)
  return readIr(text, label)
}

/** Throws DiagnosticsError. */
export async function readProjectText(
  directory: string,
  configPath: string | undefined,
): Promise<ProjectText> {
  const file = new ConfigFile(findConfig(directory, configPath))
  try {
    const { config, root } = await file.load()
    const source = createIrSource(config.source, root)
    try {
      return {
        text: await source.load(),
        label: source.label,
        source: config.source,
        ...optional('edge', config.edge),
      }
    } finally {
      await source.dispose()
    }
  } finally {
    await file.dispose()
  }
}
