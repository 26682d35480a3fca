/**
 * The story of the taskboard, told in a real browser: `npm run demo -- --check` and the end-to-end test both walk it.
 * By hand: `node --conditions=mizan-source tests/story.ts --pictures folder` (after `vite build`).
 */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type BrowserWindow, launchBrowser, openWindow } from './browser-window.ts'
import { seeEdge } from './story/edge.ts'
import { meetTakenName, renamePerson } from './story/rename.ts'
import { type Stage, takePicture } from './story/stage.ts'
import { signOut, switchPerson } from './story/switch-person.ts'
import { describeProject, moveTask, tidyUp, turnPages, writeComment } from './story/work.ts'
import { startTaskboardBehindEdge } from './taskboard-behind-edge.ts'
import { type Backend, startTaskboard, toBackend } from './taskboard-process.ts'

export interface StoryOptions {
  /** A taskboard with untouched data; without one the story starts its own. */
  readonly url?: string
  /** Which server the story's own taskboard has; default: as the environment variable MIZAN_BACKEND says, else TypeScript. */
  readonly backend?: Backend
  /** Folder of the built front end of the story's own taskboard; default: `dist/`. */
  readonly web?: string
  /** An edge stands before the story's own taskboard. */
  readonly edge?: boolean
  /** Folder for pictures of every step. */
  readonly pictures?: string
  readonly onStep?: (text: string) => void
}

const STEPS: readonly (readonly [string, (stage: Stage) => Promise<void>])[] = [
  ['rename a person: every view of them fresh after one request', renamePerson],
  ['a name that is taken: a declared error with a suggestion', meetTakenName],
  ['move a task: the old and the new project are fresh', moveTask],
  ['comment: only the thread is stale', writeComment],
  ['turn pages: every page of one board is stale after a change', turnPages],
  ['describe a project: the result is merged', describeProject],
  ['tidy up: every board and project is stale', tidyUp],
  ['become somebody else: nothing of the person before is left', switchPerson],
  ['sign out', signOut],
]

const EDGE_STEP = ['the edge: hits and purges in the panel', seeEdge] as const

export async function walkStory(options: StoryOptions = {}): Promise<void> {
  const { url, backend, web, edge = false, pictures, onStep = () => undefined } = options
  if (pictures !== undefined) await mkdir(pictures, { recursive: true })
  const start = edge ? startTaskboardBehindEdge : startTaskboard
  const own = url === undefined ? await start({ backend, web }) : undefined
  const browser = await launchBrowser()
  try {
    const [window, other] = [await openWindow(browser), await openWindow(browser)]
    const stage: Stage = { url: url ?? own?.url ?? '', window, other, pictures }
    for (const [text, step] of edge ? [...STEPS, EDGE_STEP] : STEPS) {
      await step(stage).catch((error: unknown) => tellStep(stage, { text, error }))
      onStep(text)
    }
    assertNoComplaints(window, other)
  } finally {
    await browser.close()
    await own?.stop()
  }
}

/** Which step it was, what the consoles said, and (with pictures) what was on screen. */
async function tellStep(stage: Stage, failed: { text: string; error: unknown }): Promise<never> {
  await takePicture(stage, 'failed')
  const complaints = [stage.window, stage.other].flatMap((window) => window.complaints).join('\n')
  const reason = failed.error instanceof Error ? failed.error.message : String(failed.error)
  throw new Error(`The story broke at "${failed.text}": ${reason}\n${complaints}`, { cause: failed.error })
}

function assertNoComplaints(...windows: readonly BrowserWindow[]): void {
  assert.deepEqual(
    windows.flatMap(({ complaints }) => complaints),
    [],
    'the browser’s console has errors',
  )
}

if (import.meta.main) {
  const text = { type: 'string' } as const
  const edge = { type: 'boolean' } as const
  const { values } = parseArgs({ options: { backend: text, edge, pictures: text, url: text, web: text } })
  const backend = toBackend(values.backend ?? process.env['MIZAN_BACKEND'])
  await walkStory({ ...values, backend, onStep: (step) => console.log(`✓ ${step}`) })
}
