/** Server: requests a second of a validated no-op and of a validated echo of 2 kB. */
import { atLeast, type RunOptions, type Workload, type WorkloadResult } from '../harness/results.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import type { Contestant, Question } from '../servers/contestant.ts'
import { ECHO } from '../servers/page-data.ts'
import { CONNECTIONS, checkAnswers, loadInTurns, speedOf, toLoadTable, withServers } from './server-load.ts'

export const SERVERS = ['bare', 'mizan', 'fastify', 'h3', 'hono', 'orpc', 'trpc']

const noopOf = ({ noop }: Contestant): readonly Question[] => [noop]
const echoOf = ({ echo }: Contestant): readonly Question[] => [echo]

export const server: Workload = { name: 'server', title: 'Server: requests a second', run }

export async function checkServer(process: ServerProcess): Promise<void> {
  await checkAnswers(process, noopOf, { ok: true })
  await checkAnswers(process, echoOf, ECHO)
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  return withServers(SERVERS, async (servers, load) => {
    for (const one of servers) await checkServer(one)
    say('server: every answer is right')
    const options = { load, rounds: quick ? 3 : 9, seconds: quick ? 0.4 : 1 }
    const noop = await loadInTurns(servers, noopOf, options)
    say('server: no-op is done')
    const echo = await loadInTurns(servers, echoOf, options)
    say('server: echo is done')
    const peers = SERVERS.filter((name) => name !== 'bare' && name !== 'mizan')
    const ahead = (samples: typeof noop): number =>
      Math.min(...peers.map((name) => speedOf(samples, 'mizan', name)))
    return {
      name: 'server',
      title: server.title,
      about: `Requests a second over loopback with keep-alive and ${CONNECTIONS} connections, loaded by autocannon in another process. Every side reads JSON, validates it and its answer, and writes JSON: by the same Zod schemas, Fastify by its own (Ajv, and fast-json-stringify for the answer). Mizan and the peers run as they are published (\`dist\`), each in a process of its own under NODE_ENV=production. CPU time is user and system of the server process; targets take the lower of the two ratios, because a busy machine moves requests/s more.`,
      tables: [
        toLoadTable('Validated no-op', noop, 'request'),
        toLoadTable('Validated echo of 2 kB', echo, 'request'),
      ],
      targets: [
        atLeast('server: no-op against bare node:http', 0.9, speedOf(noop, 'mizan')),
        atLeast('server: echo against bare node:http', 0.9, speedOf(echo, 'mizan')),
        atLeast('server: no-op against the fastest peer (0.95 is a tie)', 0.95, ahead(noop)),
        atLeast('server: echo against the fastest peer (0.95 is a tie)', 0.95, ahead(echo)),
      ],
      rounds: { noop, echo },
    }
  })
}
