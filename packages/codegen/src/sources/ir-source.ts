/** Where IR text comes from: a TypeScript entry, a file, a command. */
import { resolve } from 'node:path'
import type { SourceConfig } from '../config/config.ts'
import { CommandIrSource } from './command.ts'
import { FileIrSource } from './kdl-file.ts'
import { EntryIrSource } from './typescript-entry.ts'

export interface IrSource {
  /** What the places of messages about the text call it. */
  readonly label: string
  /** Reads the IR text anew. Throws DiagnosticsError. */
  load(): Promise<string>
  /** Absolute paths of files and folders whose change makes another text likely; of the last load, whether it went well or not. */
  readonly watchedPaths: readonly string[]
  /** Prepares the next load, where that saves time: for who loads again and again. */
  warmUp?(): Promise<void>
  dispose(): Promise<void>
}

/** `root` is the absolute folder that relative paths are taken from. */
export function createIrSource(source: SourceConfig, root: string): IrSource {
  if ('entry' in source) return new EntryIrSource(resolve(root, source.entry), root)
  if ('file' in source) return new FileIrSource(resolve(root, source.file))
  const watched = source.watch ?? ['.']
  const watchedPaths = watched.map((path) => resolve(root, path))
  return new CommandIrSource({ command: source.command, workingDirectory: root, watchedPaths })
}
