/** One target from start to stop: its two servers, every case, its commands. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from './drive/answer.ts'
import type { Case } from './drive/case-schema.ts'
import { type CaseResult, type Place, runCase } from './drive/run-case.ts'
import { generateClient, generateManifest } from './start/generate-client.ts'
import { runCommand } from './start/run-command.ts'
import { type RunningServer, startServer } from './start/server-process.ts'
import { ROOT, type Target } from './start/target.ts'

const CLAIMED = join(ROOT, 'protocol/fixture/claimed.kdl')
const DEADLINES = { runDeadlineMs: 400, bodyDeadlineMs: 800 }
const SETTINGS = {
  plain: DEADLINES,
  origins: {
    ...DEADLINES,
    trustedOrigins: ['https://app.example'],
    corsOrigins: ['https://other.example'],
  },
} as const

type ServerName = keyof typeof SETTINGS

/** One case after the other. Rejects when a server does not start. `environment`: more of it for the server. */
export async function runTarget(
  target: Target,
  cases: readonly Case[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CaseResult[]> {
  const servers = new Map<ServerName, RunningServer>()
  const names = new Set(cases.map((one) => one.server))
  const { folder, serve } = target
  try {
    for (const name of names) {
      const settings = { FIXTURE_SETTINGS: JSON.stringify(SETTINGS[name]) }
      servers.set(
        name,
        await startServer({ command: serve, folder, environment: { ...settings, ...environment } }),
      )
    }
    const results: CaseResult[] = []
    for (const one of cases)
      results.push(
        await runAfterReset(one, { url: servers.get(one.server)?.url ?? '', run: runCommandOf(target) }),
      )
    return results
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()))
  }
}

/** A server that runs already: the cases that need another one, or a command, are left out. */
export async function runUrl(url: string, cases: readonly Case[]): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  for (const one of cases) {
    const isPossible = one.server === 'plain' && one.steps.every((step) => !('run' in step))
    if (isPossible) results.push(await runAfterReset(one, { url, run: () => undefined }))
  }
  return results
}

async function runAfterReset(one: Case, place: Place): Promise<CaseResult> {
  try {
    const { status } = await fetch(`${place.url}/fixture/reset`, { method: 'POST' })
    if (status !== 204) throw new Error(`POST /fixture/reset answered ${status}`)
  } catch (error) {
    return { case: one, problems: [`no reset: ${(error as Error).message}`], answers: [] }
  }
  return runCase(one, place)
}

/** Commands of the target, and those of the judge's own: the client of the target's IR, and the client and the manifest of the law's. */
function runCommandOf({ commands, folder }: Target): (name: string) => Promise<Answer> | undefined {
  const run = (name: string): Promise<Answer> | undefined => {
    if (name === 'client-of-claimed') return generateClient(readFileSync(CLAIMED))
    if (name === 'manifest-of-claimed') return generateManifest(readFileSync(CLAIMED))
    if (name === 'client') return run('ir')?.then(({ body }) => generateClient(body))
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    return command === undefined ? undefined : runCommand({ command, folder, environment: {} })
  }
  return run
}
