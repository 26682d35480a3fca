/** Where Chromium is on this machine; Debian's package is installed when there is none and we may. */
import { existsSync } from 'node:fs'
import { installDebian } from './debian-packages.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Absolute path of the browser. Throws with what to do when none can be had. */
export function findChromium(): string {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined) {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`)
  }
  const find = () => PLACES.find((path) => existsSync(path))
  const found =
    find() ?? (installDebian(['chromium', 'fonts-dejavu-core'], 'the browser tests') ? find() : undefined)
  if (found !== undefined) return found
  throw new Error('The browser tests need Chromium. Install it, or set CHROMIUM_PATH to its binary.')
}
