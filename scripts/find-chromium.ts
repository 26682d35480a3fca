/** Where Chromium is on this machine; Debian's package is installed when there is none and we may. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Absolute path of the browser. Throws with what to do when none can be had. */
export function findChromium(): string {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined) {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`)
  }
  const found = installed()
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    process.stderr.write("mizan: installing Debian's chromium for the browser tests\n")
    apt(['update', '-qq'])
    apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'])
    const fresh = installed()
    if (fresh !== undefined) return fresh
  }
  throw new Error('The browser tests need Chromium. Install it, or set CHROMIUM_PATH to its binary.')
}

function installed(): string | undefined {
  return PLACES.find((path) => existsSync(path))
}

function apt(words: readonly string[]): void {
  const done = spawnSync('apt-get', words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (done.status !== 0) throw new Error(`apt-get ${words.join(' ')} failed; its message is above.`)
}
