/** Mutation to fresh screen: round trips, bytes and milliseconds from a click until all that it changed is shown. */
import { atMost, type RunOptions, round, type Workload, type WorkloadResult } from '../harness/results.ts'
import { runRounds } from '../harness/rounds.ts'
import { median } from '../harness/statistics.ts'
import { MizanScreen } from '../mutation/mizan-screen.ts'
import { openOrpc } from '../mutation/orpc-screen.ts'
import { ProjectStore } from '../mutation/project-store.ts'
import { renameOnScreen, type Screen, type ScreenSample } from '../mutation/screen.ts'
import { STALE_BY_RENAME } from '../mutation/tanstack-screen.ts'
import { openTrpc } from '../mutation/trpc-screen.ts'

export const mutation: Workload = { name: 'mutation', title: 'Mutation to fresh screen', run }

const LATENCY_MS = 50

type Open = (store: ProjectStore, latencyMs: number) => Screen

export const SCREENS: Readonly<Record<string, Open>> = {
  'Mizan, refresh': (store, latencyMs) => new MizanScreen(store, latencyMs),
  'tRPC, exact keys': (store, latencyMs) => openTrpc(store, latencyMs, STALE_BY_RENAME),
  'oRPC, exact keys': (store, latencyMs) => openOrpc(store, latencyMs, STALE_BY_RENAME),
  'tRPC, everything': (store, latencyMs) => openTrpc(store, latencyMs, undefined),
  'oRPC, everything': (store, latencyMs) => openOrpc(store, latencyMs, undefined),
}

/** One rename after another on one screen; each is checked to have reached the server and the screen. */
export async function renameOften(name: string, times: number, latencyMs: number): Promise<ScreenSample[]> {
  const store = new ProjectStore()
  const screen = SCREENS[name]?.(store, latencyMs)
  if (screen === undefined) throw new Error(`There is no screen named ${name}.`)
  try {
    await screen.open()
    const samples: ScreenSample[] = []
    for (let time = 0; time < times; time++)
      samples.push(await renameOnScreen(screen, `Name ${10 + time}`, store))
    return samples
  } finally {
    screen.close()
  }
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  const sides = Object.keys(SCREENS).map((name): [string, () => Promise<ScreenSample[]>] => [
    name,
    () => renameOften(name, 4, LATENCY_MS),
  ])
  const turns = await runRounds(Object.fromEntries(sides), { rounds: quick ? 1 : 4, warmUps: 1 })
  const samples = Object.fromEntries(Object.entries(turns).map(([name, own]) => [name, own.flat()]))
  say('mutation: done')
  const bytesOf = (name: string): number => of(samples, name, ({ bytes }) => bytes)
  const least = (kind: string): number => Math.min(bytesOf(`tRPC, ${kind}`), bytesOf(`oRPC, ${kind}`))
  const mizan = bytesOf('Mizan, refresh')
  return {
    name: 'mutation',
    title: mutation.title,
    about: `Six queries are on screen; the mutation changes two of the three of one project. Every request takes ${LATENCY_MS} ms. Bytes are those of everything that the mutation caused as HTTP/1.1 writes it: lines, headers (those of the libraries, and those that Node and its \`fetch\` add; browsers add more), bodies; peers batch by their own links. "Exact keys" invalidates the three queries of the project by hand, "everything" is \`invalidateQueries()\`.`,
    tables: [
      {
        title: '',
        columns: ['', 'round trips', 'requests', 'bytes', 'ms to fresh'],
        rows: Object.keys(samples).map((name) => [
          name,
          round(of(samples, name, ({ roundTrips }) => roundTrips)),
          round(of(samples, name, ({ requests }) => requests)),
          round(bytesOf(name)),
          round(of(samples, name, ({ ms }) => ms)),
        ]),
      },
    ],
    targets: [
      atMost('mutation: round trips', 1, {
        measured: of(samples, 'Mizan, refresh', ({ roundTrips }) => roundTrips),
      }),
      atMost('mutation: bytes against the lighter peer with exact keys', 0.65, {
        measured: mizan / least('exact keys'),
      }),
      atMost('mutation: bytes against the lighter peer that invalidates everything', 0.4, {
        measured: mizan / least('everything'),
      }),
    ],
    rounds: samples,
  }
}

function of(
  samples: Readonly<Record<string, readonly ScreenSample[]>>,
  name: string,
  read: (sample: ScreenSample) => number,
): number {
  return median((samples[name] ?? []).map(read))
}
