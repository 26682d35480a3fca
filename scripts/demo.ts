/** `npm run demo`: generates the taskboard's client, builds its front end, seeds a fresh database and serves it. `--port N`; `--backend=typescript|django|fastapi` chooses the server; `--edge` puts an edge before it; `--check` walks the story in a headless browser instead and exits. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Backend, toBackend, toCommand } from '../examples/taskboard/tests/taskboard-process.ts'
import { findChromium } from './find-chromium.ts'
import { ROOT } from './house/source-file.ts'
import { nodeStep, runStep } from './run-step.ts'

const FOLDER = 'examples/taskboard'

const wanted = readOptions()
if (!prepare()) process.exit(1)
process.exitCode = wanted.check ? await walk(wanted) : await (wanted.edge ? serveEdge(wanted) : serve(wanted))

interface Wanted {
  readonly port: number
  readonly backend: Backend
  readonly check: boolean
  readonly edge: boolean
}

function readOptions(): Wanted {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4870' },
        backend: { type: 'string' },
        check: { type: 'boolean', default: false },
        edge: { type: 'boolean', default: false },
      },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`${values.port} is not a port.`)
    const backend = toBackend(values.backend ?? process.env.MIZAN_BACKEND)
    return { port, backend, check: values.check, edge: values.edge }
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`)
    console.error('usage: npm run demo [-- --port N --backend=typescript|django|fastapi --edge --check]')
    process.exit(2)
  }
}

function prepare(): boolean {
  const mizan = nodeStep('packages/codegen/src/cli/main.ts', 'generate')
  const vite = { command: 'vite', words: ['build', '--logLevel', 'warn'] }
  return (
    runStep('mizan generate', { ...mizan, folder: FOLDER }) &&
    runStep('vite build', { ...vite, folder: FOLDER })
  )
}

async function walk({ backend, edge }: Wanted): Promise<number> {
  process.env.CHROMIUM_PATH = findChromium()
  const { walkStory } = await import('../examples/taskboard/tests/story.ts')
  try {
    await walkStory({
      backend,
      edge,
      pictures: join(ROOT, '.cache/pictures'),
      onStep: (text) => console.log(`ok   ${text}`),
    })
    console.log('The story holds. Pictures of every step are in .cache/pictures/.')
    return 0
  } catch (error) {
    console.error(error)
    return 1
  }
}

/** Every start tells the same story: the database is seeded anew. */
function serve({ port, backend }: Wanted): Promise<number> {
  const database = join(ROOT, '.cache/taskboard.sqlite')
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true })
  const { command, words } = toCommand(backend)
  const child = spawn(command, [...words, '--port', String(port), '--database', database], {
    stdio: 'inherit',
  })
  // The terminal sends SIGINT to the whole group; SIGTERM reaches this process alone.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 0))
  })
}

/** Pages come from the edge, which asks the taskboard behind it; data of a fresh database that ends with it. */
async function serveEdge({ port, backend }: Wanted): Promise<number> {
  const { startTaskboardBehindEdge } = await import('../examples/taskboard/tests/taskboard-behind-edge.ts')
  const board = await startTaskboardBehindEdge({ backend, port })
  console.log(`taskboard, behind an edge: ${board.url}`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await board.stop()
  return 0
}
