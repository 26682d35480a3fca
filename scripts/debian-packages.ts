/** Debian's packages, installed where there is an apt-get and we may use it. */
import { spawnSync } from 'node:child_process'

/** False where we may not install. Throws when apt-get fails. */
export function installDebian(packages: readonly string[], why: string): boolean {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return false
  process.stderr.write(`mizan: installing Debian's ${packages[0]} for ${why}\n`)
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...packages])
  return true
}

function apt(words: readonly string[]): void {
  const done = spawnSync('apt-get', words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (done.status !== 0) throw new Error(`apt-get ${words.join(' ')} failed; its message is above.`)
}
