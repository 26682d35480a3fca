/** `mizan generate --watch` over a copy of the taskboard, as the command runs it: from the save of a source file to the written client. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '../..')
const TASKBOARD = join(ROOT, 'examples/taskboard')
const COMMAND = join(ROOT, 'packages/codegen/bin/mizan.js')

/** Who saves has looked at something in between; the command gets ready again meanwhile. */
const BETWEEN_SAVES_MS = 1_500
const PATIENCE_MS = 30_000

/** Milliseconds of each save. The first one, which nothing is ready for, is not among them. */
export async function timeWatch(folder: string, saves: number): Promise<readonly number[]> {
  const root = copyTaskboard(folder)
  const path = join(root, 'server/comments.ts')
  const text = readFileSync(path, 'utf8')
  const client = join(root, 'web/mizan')
  const command = spawn(execPath, [COMMAND, 'generate', '--watch'], { cwd: root, stdio: 'ignore' })
  try {
    await waitFor(client, command, () => readText(join(client, 'react.tsx')).includes('useAddComment '))
    const times: number[] = []
    for (let save = 0; save <= saves; save++) {
      await pause(BETWEEN_SAVES_MS)
      const isThere = waitFor(client, command, () =>
        ['functions.ts', 'mutations.ts', 'react.tsx'].every((name) =>
          readText(join(client, name)).includes(`ddComment${save}`),
        ),
      )
      const begun = performance.now()
      writeFileSync(path, text.replaceAll('add_comment', `add_comment_${save}`))
      await isThere
      if (save > 0) times.push(performance.now() - begun)
    }
    return times
  } finally {
    const ended = new Promise((resolve) => command.once('exit', resolve))
    command.kill('SIGTERM')
    await ended
    rmSync(root, { recursive: true, force: true })
  }
}

/** The copy names the packages that the taskboard names. */
function copyTaskboard(folder: string): string {
  const root = join(folder, 'taskboard')
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  cpSync(join(TASKBOARD, 'server'), join(root, 'server'), { recursive: true })
  cpSync(join(TASKBOARD, 'mizan.config.ts'), join(root, 'mizan.config.ts'))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  mkdirSync(join(root, 'web/mizan'), { recursive: true })
  return root
}

/** Settles at the first change in the folder after which it holds. */
async function waitFor(folder: string, command: ChildProcess, holds: () => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const watcher = watch(folder, () => holds() && resolve())
  const onExit = (code: number | null) => reject(new Error(`mizan generate --watch ended with ${code}`))
  command.once('exit', onExit)
  const timer = setTimeout(() => reject(new Error('mizan generate --watch wrote nothing')), PATIENCE_MS)
  try {
    if (!holds()) await promise
  } finally {
    clearTimeout(timer)
    command.off('exit', onExit)
    watcher.close()
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
