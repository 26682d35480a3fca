/** Tells when files change. The real one is chokidar; tests give one whose events they make themselves. */
import { watch as watchWithChokidar } from 'chokidar'

export interface FileWatcher {
  /** From now on these and no others, absolute files or folders. Resolves when they are watched. */
  watch(paths: readonly string[]): Promise<void>
  close(): Promise<void>
}

export type CreateFileWatcher = (onChange: (path: string) => void) => FileWatcher

/** Never looked into: too large, or written by tools. */
const IGNORED = /[\\/](?:node_modules|\.git|\.cache|__pycache__|\.venv|target|dist)(?:[\\/]|$)/

export const createChokidarWatcher: CreateFileWatcher = (onChange) => {
  const watcher = watchWithChokidar([], { ignoreInitial: true, ignored: (path) => IGNORED.test(path) })
  watcher.on('all', (_event, path) => onChange(path))
  let watched: ReadonlySet<string> = new Set()
  return {
    async watch(paths) {
      const wanted = new Set(paths)
      const gone = [...watched].filter((path) => !wanted.has(path))
      const added = [...wanted].filter((path) => !watched.has(path))
      if (gone.length > 0) await watcher.unwatch(gone)
      if (added.length > 0) await watcher.add(added)
      watched = wanted
    },
    async close() {
      await watcher.close()
    },
  }
}
