/** What both server workloads do: every server checked, then loaded in turns by one load process. */
import { isDeepStrictEqual } from 'node:util'
import { type LoadProcess, startLoad } from '../harness/load.ts'
import { type Table, withSpread } from '../harness/results.ts'
import { runRounds } from '../harness/rounds.ts'
import { ask, type ServerProcess, startServer } from '../harness/server-process.ts'
import { median, ratios, summarize } from '../harness/statistics.ts'
import type { Contestant, Question } from '../servers/contestant.ts'

export interface LoadSample {
  readonly perSecond: number
  readonly cpuMicros: number
}

export type Samples = Readonly<Record<string, readonly LoadSample[]>>

export const CONNECTIONS = 64

/** Starts the servers, lets `work` use them, stops them whatever happens. */
export async function withServers<Answer>(
  names: readonly string[],
  work: (servers: readonly ServerProcess[], load: LoadProcess) => Promise<Answer>,
  execArgv: readonly string[] = [],
): Promise<Answer> {
  const servers: ServerProcess[] = []
  const load = startLoad()
  try {
    for (const name of names) servers.push(await startServer(name, execArgv))
    return await work(servers, load)
  } finally {
    load.stop()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** @throws when a server answers something else than it should. */
export async function checkAnswers(
  { name, port, contestant }: ServerProcess,
  questionsOf: (contestant: Contestant) => readonly Question[],
  expected: unknown,
): Promise<void> {
  const parts = []
  for (const question of questionsOf(contestant)) parts.push(await ask(port, question))
  const answer = parts.length === 1 ? parts[0] : Object.assign({}, ...parts)
  if (!isDeepStrictEqual(answer, expected))
    throw new Error(`${name} answers ${JSON.stringify(answer).slice(0, 400)}`)
}

/** One sample is one turn of load; a page of five requests counts once. */
export function loadInTurns(
  servers: readonly ServerProcess[],
  questionsOf: (contestant: Contestant) => readonly Question[],
  options: { readonly load: LoadProcess; readonly rounds: number; readonly seconds: number },
): Promise<Record<string, LoadSample[]>> {
  const sides = servers.map((server): [string, () => Promise<LoadSample>] => {
    const questions = questionsOf(server.contestant)
    const job = {
      port: server.port,
      asking: questions.map(({ asking }) => asking),
      connections: CONNECTIONS,
      seconds: options.seconds,
    }
    return [server.name, () => sample(server, () => options.load.run(job), questions.length)]
  })
  return runRounds(Object.fromEntries(sides), { rounds: options.rounds, warmUps: 1 })
}

/** Ratios against the first side, requests a second as they were counted, CPU time of the server process. */
export function toLoadTable(title: string, samples: Samples, unit: string): Table {
  const [base = []] = Object.values(samples)
  const rows = Object.entries(samples).map(([name, own]) => {
    const speed = summarize(speedRatios(own, base))
    const cpu = summarize(ratios(base.map(cpuOf), own.map(cpuOf)))
    const times = Math.round(summarize(own.map(speedIn)).median)
    const micros = summarize(own.map(cpuOf)).median.toFixed(1)
    return [name, withSpread(speed), withSpread(cpu), times.toLocaleString('en-US'), `${micros} µs`]
  })
  return {
    title,
    columns: ['', `${unit}s/s against bare`, 'by CPU time', `${unit}s/s`, `CPU a ${unit}`],
    rows,
  }
}

/** The lower of both medians: a busy machine moves requests/s more than CPU time, and neither alone may say that a target is met. */
export function speedOf(samples: Samples, name: string, base = 'bare'): number {
  const [own, against] = [samples[name] ?? [], samples[base] ?? []]
  const byCpu = ratios(against.map(cpuOf), own.map(cpuOf))
  return Math.min(median(speedRatios(own, against)), median(byCpu))
}

function speedRatios(own: readonly LoadSample[], base: readonly LoadSample[]): number[] {
  return ratios(own.map(speedIn), base.map(speedIn))
}

function speedIn({ perSecond }: LoadSample): number {
  return perSecond
}

function cpuOf({ cpuMicros }: LoadSample): number {
  return cpuMicros
}

async function sample(
  server: ServerProcess,
  run: () => Promise<{ readonly requests: number; readonly seconds: number }>,
  requestsEach: number,
): Promise<LoadSample> {
  const before = await server.cpuMicros()
  const { requests, seconds } = await run()
  const spent = (await server.cpuMicros()) - before
  const times = requests / requestsEach
  return { perSecond: times / seconds, cpuMicros: spent / times }
}
