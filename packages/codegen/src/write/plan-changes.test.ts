import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { removeScratch, scratchFolder } from '../../tests/scratch.ts'
import { FIRST_LINE } from '../emit/first-line.ts'
import { applyChanges } from './apply-changes.ts'
import { planChanges } from './plan-changes.ts'

afterAll(removeScratch)

const own = (text: string) => `${FIRST_LINE}\n${text}\n`
const file = (name: string, text: string) => ({ name, text: own(text) })

async function run(folder: string, files: readonly { name: string; text: string }[]): Promise<string[]> {
  const changes = await planChanges(folder, files)
  await applyChanges(changes)
  return changes.map(({ kind, path }) => `${kind} ${path.slice(folder.length + 1)}`)
}

describe('generated files', () => {
  it('are written, kept, updated and removed', async () => {
    const folder = join(scratchFolder('plan'), 'deep', 'out')
    expect(await run(folder, [file('b.ts', '1'), file('a.tsx', '1')])).toEqual([
      'create a.tsx',
      'create b.ts',
    ])
    expect(await run(folder, [file('b.ts', '1'), file('a.tsx', '2')])).toEqual(['update a.tsx', 'keep b.ts'])
    expect(await run(folder, [file('b.ts', '1')])).toEqual(['remove a.tsx', 'keep b.ts'])
    expect(await readdir(folder)).toEqual(['b.ts'])
    expect(await readFile(join(folder, 'b.ts'), 'utf8')).toBe(own('1'))
  })

  it('are not touched when they are right already', async () => {
    const folder = scratchFolder('touch')
    await run(folder, [file('a.ts', '1')])
    const before = await stat(join(folder, 'a.ts'))
    await run(folder, [file('a.ts', '1')])
    expect((await stat(join(folder, 'a.ts'))).ino).toBe(before.ino)
  })

  it('count as right with the line ends of a Windows checkout', async () => {
    const folder = scratchFolder('crlf')
    await writeFile(join(folder, 'a.ts'), own('1').replaceAll('\n', '\r\n'))
    expect(await run(folder, [file('a.ts', '1')])).toEqual(['keep a.ts'])
  })

  it('leave other files alone', async () => {
    const folder = scratchFolder('others')
    await mkdir(join(folder, 'folder.ts'))
    for (const name of ['mine.ts', 'notes.md']) await writeFile(join(folder, name), `x\n${FIRST_LINE}\n`)
    await writeFile(join(folder, 'old.css'), own('1'))
    expect(await run(folder, [file('a.ts', '1')])).toEqual(['create a.ts'])
    expect(await readdir(folder)).toEqual(['a.ts', 'folder.ts', 'mine.ts', 'notes.md', 'old.css'])
  })

  it('never replace a file that somebody wrote', async () => {
    const folder = scratchFolder('refuse')
    await writeFile(join(folder, 'model.ts'), 'export const mine = 1\n')
    await expect(run(folder, [file('a.ts', '1'), file('model.ts', '1')])).rejects.toThrow('not generate')
    expect(await readdir(folder)).toEqual(['model.ts'])
  })

  it('cannot go where a file is', async () => {
    const folder = scratchFolder('blocked')
    await writeFile(join(folder, 'out'), '')
    await expect(run(join(folder, 'out'), [file('a.ts', '1')])).rejects.toThrow('The output folder is a file')
  })
})
