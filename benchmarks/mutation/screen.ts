/** A side of the workload: a screen with six queries, and a mutation that three of them show. */
import { PROJECT_ID, type ProjectStore } from './project-store.ts'
import type { Traffic } from './slow-network.ts'

export interface Screen {
  /** Shows all six queries and waits until they are there. */
  open(): Promise<void>
  /** Begins the mutation; nobody waits for it but through `shows`. */
  rename(name: string): void
  /** What stands on the screen now: the project's name, and the newest line of its activity. */
  shown(): { readonly name: string | undefined; readonly activity: string | undefined }
  /** Calls the listener whenever something on screen changed; the answer ends that. */
  subscribe(listener: () => void): () => void
  /** All is quiet: nothing is being read. */
  isIdle(): boolean
  takeTraffic(): Traffic
  close(): void
}

export interface ScreenSample extends Traffic {
  readonly ms: number
}

const PATIENCE_MS = 5000

/** From the click until the screen shows what the server has; traffic is counted until all is quiet. */
export async function renameOnScreen(
  screen: Screen,
  name: string,
  store: ProjectStore,
): Promise<ScreenSample> {
  screen.takeTraffic()
  const begun = performance.now()
  const isFresh = (): boolean => {
    const shown = screen.shown()
    return shown.name === name && shown.activity === `Renamed to ${name}`
  }
  const fresh = until(screen, isFresh)
  screen.rename(name)
  await fresh
  const ms = performance.now() - begun
  await until(screen, () => screen.isIdle())
  if (store.details(PROJECT_ID).name !== name) throw new Error('the server was not told')
  return { ms, ...screen.takeTraffic() }
}

function until(screen: Screen, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new Error('the screen never became fresh'))),
      PATIENCE_MS,
    )
    const tick = setInterval(() => check(), 5)
    const stop = screen.subscribe(() => check())
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      clearInterval(tick)
      stop()
      settle()
    }
    const check = (): void => {
      if (holds()) finish(resolve)
    }
    check()
  })
}
