/** Bundle: a page of five queries. */
import { atLeast, type RunOptions, type Workload, type WorkloadResult } from '../harness/results.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import type { Contestant, Question } from '../servers/contestant.ts'
import { PAGE_QUERIES, page } from '../servers/page-data.ts'
import { CONNECTIONS, checkAnswers, loadInTurns, speedOf, toLoadTable, withServers } from './server-load.ts'

export const BUNDLERS = ['bare', 'bare-with-etag', 'mizan', 'bare-five-gets', 'hono', 'orpc', 'trpc']

const pageOf = ({ page: questions }: Contestant): readonly Question[] => questions

export const bundle: Workload = { name: 'bundle', title: 'Bundle: a page of five queries', run }

export function checkBundle(process: ServerProcess): Promise<void> {
  return checkAnswers(process, pageOf, Object.fromEntries(PAGE_QUERIES.map((name) => [name, page[name](5)])))
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  return withServers(BUNDLERS, async (servers, load) => {
    for (const one of servers) await checkBundle(one)
    say('bundle: every answer is right')
    const samples = await loadInTurns(servers, pageOf, {
      load,
      rounds: quick ? 3 : 9,
      seconds: quick ? 0.4 : 1,
    })
    say('bundle: done')
    return {
      name: 'bundle',
      title: bundle.title,
      about: `Pages a second, ${CONNECTIONS} connections. \`bare\` is one answer bundled by hand: it validates its param and the five results by the same Zod schemas. \`bare-with-etag\` is the same with a strong ETag (SHA-256 of the body), which Mizan's bundle always has. \`hono\` is the bundle by hand on Hono; oRPC and tRPC answer the batch that their own clients send (oRPC's in its buffered mode).`,
      tables: [toLoadTable('', samples, 'page')],
      targets: [
        atLeast('bundle: one GET against one answer bundled by hand', 0.85, speedOf(samples, 'mizan')),
      ],
      rounds: { page: samples },
    }
  })
}
