import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { removeScratch, scratchFolder } from '../../tests/scratch.ts'
import type { CreateFileWatcher } from './file-watcher.ts'
import { type WatchRun, watchProject } from './watch-project.ts'

const config = (source: string, out = './web') =>
  `import { out } from './out.ts'\nexport default { source: ${source}, targets: [{ target: 'typescript', out: ${out === './web' ? 'out' : `'${out}'`} }] }\n`
const ir = (name: string) =>
  `mizan 1\nfunction "${name}" kind="mutation" {\n    output {\n        nothing\n    }\n}\n`
const app = (name: string) =>
  `import { text } from './text.ts'\nexport const app = { irText: text(${JSON.stringify(name)}) }\n`
const textModule = `export const text = (name: string) => 'mizan 1\\nfunction "' + name + '" kind="mutation" {\\n    output {\\n        nothing\\n    }\\n}\\n'\n`

interface Session {
  readonly root: string
  /** Absolute paths that are watched now. */
  readonly watched: () => readonly string[]
  write(name: string, text: string): void
  /** Tells the watch that these changed, as the file system would. */
  change(...names: string[]): void
  nextRun(): Promise<WatchRun>
  stop(): Promise<void>
}

let sessions: Session[] = []
afterEach(async () => {
  await Promise.all(sessions.map((session) => session.stop()))
  sessions = []
})
afterAll(removeScratch)

async function start(
  name: string,
  files: Readonly<Record<string, string>>,
  isReal = false,
): Promise<Session> {
  const root = scratchFolder(name)
  const write = (file: string, text: string) => writeFileSync(join(root, file), text)
  write('out.ts', "export const out = './web'\n")
  for (const [file, text] of Object.entries(files)) write(file, text)
  const runs: WatchRun[] = []
  const waiting: ((run: WatchRun) => void)[] = []
  let notify: (path: string) => void = () => {}
  let watched: readonly string[] = []
  const createFileWatcher: CreateFileWatcher = (onChange) => {
    notify = onChange
    return {
      async watch(paths) {
        watched = paths
      },
      async close() {},
    }
  }
  const stopper = new AbortController()
  const ended = watchProject({
    configPath: join(root, 'mizan.config.ts'),
    signal: stopper.signal,
    onRun: (run) => {
      const waiter = waiting.shift()
      if (waiter === undefined) runs.push(run)
      else waiter(run)
    },
    ...(isReal ? {} : { createFileWatcher, delay: (run: () => void) => queueMicrotask(run) }),
  })
  const session: Session = {
    root,
    watched: () => watched.map((path) => path.slice(root.length + 1)).toSorted(),
    write,
    change: (...names) => names.forEach((file) => notify(join(root, file))),
    nextRun: () => {
      const run = runs.shift()
      return run === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(run)
    },
    async stop() {
      stopper.abort()
      await ended
    },
  }
  sessions.push(session)
  return session
}

const generated = (session: Session, folder = 'web') =>
  readFileSync(join(session.root, folder, 'mutations.ts'), 'utf8')

describe('watching an entry', () => {
  const files = {
    'mizan.config.ts': config("{ entry: './app.ts' }"),
    'app.ts': app('ping'),
    'text.ts': textModule,
  }

  it('hey-api #654: generates again when a file of the bundle changes, with nothing stale', async () => {
    const session = await start('entry', files)
    expect(await session.nextRun()).toMatchObject({ ok: true, changed: [] })
    expect(session.watched()).toEqual(['app.ts', 'mizan.config.ts', 'out.ts', 'text.ts'])
    session.write('text.ts', textModule.replace('name +', "name + '_again' +"))
    session.change('text.ts')
    const run = await session.nextRun()
    expect(run).toMatchObject({ ok: true, changed: [join(session.root, 'text.ts')] })
    expect(generated(session)).toContain("'ping_again'")
  })

  it('makes one run of the events of one save', async () => {
    const session = await start('burst', files)
    await session.nextRun()
    session.write('app.ts', app('pong'))
    session.change('app.ts', 'app.ts', 'text.ts')
    expect((await session.nextRun()).changed).toHaveLength(2)
    session.change('app.ts')
    expect((await session.nextRun()).changed).toEqual([join(session.root, 'app.ts')])
  })

  it('keeps the last good files on errors and recovers', async () => {
    const session = await start('errors', files)
    await session.nextRun()
    const before = generated(session)
    session.write('app.ts', 'export const app = {\n')
    session.change('app.ts')
    expect(await session.nextRun()).toMatchObject({
      ok: false,
      diagnostics: [{ where: [{ line: 2, column: 1 }] }],
    })
    expect(generated(session)).toBe(before)
    expect(session.watched()).toContain('text.ts')
    session.write('app.ts', "import { text } from './new.ts'\nexport const app = { irText: text('pong') }\n")
    session.change('app.ts')
    expect((await session.nextRun()).ok).toBe(false)
    expect(session.watched()).toContain('')
    session.write('new.ts', textModule)
    session.change('new.ts')
    expect((await session.nextRun()).ok).toBe(true)
    expect(generated(session)).toContain("'pong'")
    expect(session.watched()).toEqual(['app.ts', 'mizan.config.ts', 'new.ts', 'out.ts'])
  })

  it('follows changes of the configuration and of what it imports', async () => {
    const session = await start('config', { ...files, 'ir.kdl': ir('from_file') })
    await session.nextRun()
    session.write('out.ts', "export const out = './other'\n")
    session.change('out.ts')
    expect((await session.nextRun()).ok).toBe(true)
    expect(generated(session, 'other')).toContain("'ping'")
    session.write('mizan.config.ts', 'export default {}\n')
    session.change('mizan.config.ts')
    expect((await session.nextRun()).ok).toBe(false)
    session.write('mizan.config.ts', config("{ file: './ir.kdl' }", 'third'))
    session.change('mizan.config.ts')
    expect((await session.nextRun()).ok).toBe(true)
    expect(generated(session, 'third')).toContain("'from_file'")
    expect(session.watched()).toEqual(['ir.kdl', 'mizan.config.ts', 'out.ts'])
  })
})

describe('watching a command', () => {
  it('looks at the configured paths', async () => {
    const print = "process.stdout.write(require('node:fs').readFileSync('ir.kdl'))"
    const source = `{ command: [${JSON.stringify(process.execPath)}, '-e', ${JSON.stringify(print)}], watch: ['models', 'ir.kdl'] }`
    const session = await start('command', { 'mizan.config.ts': config(source), 'ir.kdl': ir('ping') })
    await session.nextRun()
    expect(session.watched()).toEqual(['ir.kdl', 'mizan.config.ts', 'models', 'out.ts'])
  })
})

describe('the real file system', () => {
  /** One save may be seen as several changes, and half a file may be read between them. */
  async function runUntil(session: Session, isAwaited: (run: WatchRun) => boolean): Promise<WatchRun> {
    const run = await session.nextRun()
    return isAwaited(run) ? run : runUntil(session, isAwaited)
  }

  it('is watched, also for files that go and come back', async () => {
    const files = { 'mizan.config.ts': config("{ file: './ir.kdl' }"), 'ir.kdl': ir('ping') }
    const session = await start('real', files, true)
    expect((await session.nextRun()).ok).toBe(true)
    session.write('ir.kdl', ir('pong'))
    const run = await runUntil(session, ({ ok }) => ok && generated(session).includes("'pong'"))
    expect(run.changed).toEqual([join(session.root, 'ir.kdl')])
    rmSync(join(session.root, 'ir.kdl'))
    await runUntil(session, ({ ok }) => !ok)
    expect(readdirSync(join(session.root, 'web'))).toContain('mutations.ts')
    session.write('ir.kdl', ir('back'))
    await runUntil(session, ({ ok }) => ok && generated(session).includes("'back'"))
  }, 30_000)
})
