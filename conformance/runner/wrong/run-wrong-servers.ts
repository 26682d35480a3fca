/** The judge is judged: each wrong server must fail the case that is there to catch it. */
import { join } from 'node:path'
import type { Case } from '../drive/case-schema.ts'
import { runTarget } from '../run-target.ts'
import { ROOT, type Target } from '../start/target.ts'
import { readWrongServers, type WrongServer } from './wrong-server.ts'

/** As many as there are processors on a small machine. */
const AT_ONCE = 3
const LOADER = join(ROOT, 'conformance/runner/wrong/patch-loader.ts')

/** False when one of them got by. */
export async function runWrongServers(
  target: Target,
  cases: readonly Case[],
  say: (line: string) => void,
): Promise<boolean> {
  const waiting = readWrongServers()
  const count = waiting.length
  let caught = 0
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const escaped = await findEscape(next, target, cases)
      if (escaped === undefined) caught += 1
      say(escaped === undefined ? `caught  ${next.name}` : `ESCAPED ${next.name}: ${escaped}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  say(`conformance: ${caught} of ${count} wrong servers caught`)
  return caught === count
}

/** Why it was not caught; undefined when it was. */
async function findEscape(
  wrong: WrongServer,
  target: Target,
  cases: readonly Case[],
): Promise<string | undefined> {
  const chosen = cases.filter(({ id }) => id === wrong.caughtBy)
  if (chosen.length === 0) return `there is no case ${wrong.caughtBy}`
  const patch = { file: join(ROOT, wrong.file), find: wrong.find, replace: wrong.replace }
  const environment = { NODE_OPTIONS: `--import=${LOADER}`, CONFORMANCE_PATCH: JSON.stringify(patch) }
  try {
    const [result] = await runTarget(target, chosen, environment)
    return result === undefined || result.problems.length === 0 ? `${wrong.caughtBy} passes` : undefined
  } catch (error) {
    return `the server does not start: ${(error as Error).message.slice(0, 600)}`
  }
}
