/** Tells when files change. The real one is chokidar; tests give one whose events they make themselves. */
import { sep } from 'node:path'
import { watch as watchWithChokidar } from 'chokidar'

export interface FileWatcher {
  /** From now on these and no others, absolute files or folders. Resolves when the first ones are watched. */
  watch(paths: readonly string[]): Promise<void>
  close(): Promise<void>
}

export type CreateFileWatcher = (onChange: (path: string) => void) => FileWatcher

/** Never looked into below a watched folder: too large, or written by tools. */
const IGNORED = /(?:^|[\\/])(?:node_modules|\.git|\.cache|__pycache__|\.venv|target|dist)(?:[\\/]|$)/

export const createChokidarWatcher: CreateFileWatcher = (onChange) => {
  let watched: ReadonlySet<string> = new Set()
  const isIgnored = (path: string) => {
    // Where the project itself lives is nobody's business: a watched path may well lie below a folder `dist`.
    const roots = [...watched].filter((root) => path === root || path.startsWith(root + sep))
    return roots.length > 0 && roots.every((root) => IGNORED.test(path.slice(root.length + 1)))
  }
  const watcher = watchWithChokidar([], {
    ignoreInitial: true,
    ignored: isIgnored,
  })
  watcher.on('all', (event, path) => {
    // chokidar forgets a file that is gone; added again, it waits for the file to come back.
    if (event === 'unlink' && watched.has(path)) watcher.add(path)
    onChange(path)
  })
  const ready = new Promise<void>((resolve) => watcher.once('ready', resolve))
  return {
    async watch(paths) {
      const wanted = new Set(paths)
      const gone = [...watched].filter((path) => !wanted.has(path))
      const added = [...wanted].filter((path) => !watched.has(path))
      watched = wanted
      if (gone.length > 0) watcher.unwatch(gone)
      if (added.length > 0) watcher.add(added)
      await ready
    },
    async close() {
      await watcher.close()
    },
  }
}
