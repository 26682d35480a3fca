/** Cached: a page of six queries, 2 kB, that was asked for before. */
import { atLeast, type RunOptions, type Workload, type WorkloadResult } from '../harness/results.ts'
import { ask, type ServerProcess } from '../harness/server-process.ts'
import type { Contestant, Question } from '../servers/contestant.ts'
import { makeHome } from '../servers/home-data.ts'
import { CONNECTIONS, checkAnswers, loadInTurns, speedOf, toLoadTable, withServers } from './server-load.ts'

export const CACHERS = [
  'cached-bare',
  'cached-bare-same-head',
  'cached-mizan',
  'uncached-mizan',
  'cached-mizan-redis',
  'cached-hono',
]

const pageOf = ({ page: questions }: Contestant): readonly Question[] => questions

export const cached: Workload = { name: 'cached', title: 'Cached: a page that was asked for before', run }

/** Twice: what comes out of the cache is what came out of the queries. */
export async function checkCached(process: ServerProcess): Promise<void> {
  for (const _time of [1, 2]) await checkAnswers(process, pageOf, makeHome(5))
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  return withServers(CACHERS, async (servers, load) => {
    for (const one of servers) {
      await checkCached(one)
      if (one.name.startsWith('cached-mizan')) await checkMark(one)
    }
    say('cached: every answer is right')
    const samples = await loadInTurns(servers, pageOf, {
      load,
      rounds: quick ? 3 : 9,
      seconds: quick ? 0.4 : 1,
    })
    say('cached: done')
    return {
      name: 'cached',
      title: cached.title,
      about: `Pages a second, ${CONNECTIONS} connections. \`cached-bare\` is node:http with a map from the URL to the text and the fewest headers; \`cached-bare-same-head\` sends the headers that Mizan's answer has, too. \`cached-mizan\` keeps its bundle in memory, by the params and by the versions of its tags; \`cached-mizan-redis\` asks Redis for both at each request, in one round trip. \`uncached-mizan\` runs the six queries. \`cached-hono\` is Hono with its cache middleware over a map in memory, because Node has no \`caches\`; nothing in it can be made stale. Next.js, whose tags are comparable, is not among the dependencies of this repository and was not measured.`,
      tables: [toLoadTable('', samples, 'page')],
      targets: [
        atLeast(
          'cached: a 2 kB bundle against bare node:http answering the same body',
          0.85,
          speedOf(samples, 'cached-mizan', 'cached-bare'),
        ),
        atLeast(
          'cached: a 2 kB bundle against bare node:http answering the same body and head',
          0.85,
          speedOf(samples, 'cached-mizan', 'cached-bare-same-head'),
        ),
      ],
      rounds: { page: samples },
    }
  })
}

async function checkMark({ name, port, contestant }: ServerProcess): Promise<void> {
  const [page] = contestant.page
  if (page === undefined) throw new Error(`${name} has no page`)
  await ask(port, page)
  const answer = await fetch(`http://127.0.0.1:${port}${page.asking.path}`)
  await answer.text()
  if (answer.headers.get('x-mizan-cache') !== 'hit') throw new Error(`${name} does not answer from its cache`)
}
