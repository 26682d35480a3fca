/** File and folder names: nouns that say something, entries only where package.json points. */
import type { Finding } from './source-file.ts'

const SAYS_NOTHING = /(^|\/)(utils?|helpers?|common|misc|types|shared|manager|v2|legacy)(\/|\.[a-z]+$)/
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/

export function checkNames(paths: readonly string[]): Finding[] {
  return paths.flatMap((path) => {
    const findings: Finding[] = []
    if (SAYS_NOTHING.test(path)) {
      findings.push({ path, message: 'this name says nothing; name the file after the noun it is about' })
    }
    const file = path.split('/').at(-1) ?? ''
    if (/\.tsx?$/.test(file) && !KEBAB.test(file)) {
      findings.push({ path, message: 'TypeScript files are named in kebab-case after their main export' })
    }
    if (/^packages\/[^/]+\/src\/.+\/index\.ts$/.test(path)) {
      findings.push({ path, message: 'index.ts stands only where package.json points' })
    }
    return findings
  })
}
