import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { removeScratch, scratchFolder } from './scratch.ts'

afterAll(removeScratch)

const launcher = join(import.meta.dirname, '..', 'bin', 'mizan.js')

function install(name: string, main?: string): string {
  const root = scratchFolder(name, 'elsewhere')
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  copyFileSync(launcher, join(root, 'bin', 'mizan.js'))
  if (main !== undefined) {
    mkdirSync(join(root, 'dist', 'cli'), { recursive: true })
    writeFileSync(join(root, 'dist', 'cli', 'main.js'), main)
  }
  return join(root, 'bin', 'mizan.js')
}

function run(path: string, ...words: string[]): { status: number; output: string } {
  try {
    return {
      status: 0,
      output: execFileSync(process.execPath, [path, ...words], { encoding: 'utf8', stdio: 'pipe' }),
    }
  } catch (thrown) {
    const { status, stderr } = thrown as { status: number; stderr: string }
    return { status, output: stderr }
  }
}

describe('bin/mizan.js', () => {
  it('starts what was built', () => {
    expect(run(install('built', 'console.log(process.argv.slice(2).join())'), 'ir', '--out')).toEqual({
      status: 0,
      output: 'ir,--out\n',
    })
  })

  it('says what to do when nothing was', () => {
    const { status, output } = run(install('missing'))
    expect(status).toBe(2)
    expect(output).toContain('npm run build')
  })
})
