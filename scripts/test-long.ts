/** The proofs of the origin cache, whole: `npm run test:long`. MIZAN_SEED and MIZAN_STEPS (of each world) choose others. The last line has the totals; docs/long-proofs.md keeps them. */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type ProofRow, runProofs } from '../proofs/long-run.ts'
import { openRedisGround } from '../proofs/stores/redis-ground.ts'
import { openSqliteGround } from '../proofs/stores/sqlite-ground.ts'
import { findRedis } from './find-redis.ts'
import { ROOT } from './house/source-file.ts'

const SEED = 5
const STEPS = 100_000

const seed = readNumber('MIZAN_SEED', SEED)
const steps = readNumber('MIZAN_STEPS', STEPS)
process.env['REDIS_SERVER_PATH'] = findRedis()
// A context of the model reads its caller without saying so, and each server says that it does.
const say = console.error
console.error = (text: string) => {
  if (!text.startsWith('mizan: warning: ')) say(text)
}

const began = performance.now()
const grounds = [openSqliteGround(true), await openRedisGround()]
const rows = await runProofs({ seed, steps, grounds, tell: print })
for (const ground of grounds) await ground.close()
const seconds = Math.round((performance.now() - began) / 1000)
const totals = toTotals(rows)
const isDefault = seed === SEED && steps === STEPS
if (isDefault && rows.every(({ problem }) => problem === undefined))
  writeFileSync(join(ROOT, 'docs/long-proofs.md'), toPage())
console.log(`seed ${seed}: ${totals}, ${seconds} s`)
process.exit(rows.every(({ problem }) => problem === undefined) ? 0 : 1)

function readNumber(name: string, fallback: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`${name} is a whole number`)
  return Number(text)
}

function print({ part, name, count, detail, problem }: ProofRow): void {
  console.log(
    `${problem === undefined ? 'ok  ' : 'FAIL'} ${part}: ${name}: ${count}${detail === '' ? '' : ` (${detail})`}`,
  )
  if (problem !== undefined) console.log(problem)
}

function toTotals(all: readonly ProofRow[]): string {
  const of = (part: ProofRow['part']): readonly ProofRow[] => all.filter((row) => row.part === part)
  const sum = (some: readonly ProofRow[]): string =>
    some.reduce((total, { count }) => total + count, 0).toLocaleString('en')
  const mistakes = all.filter(({ part }) => part.startsWith('mistake'))
  const found = mistakes.filter(({ problem }) => problem === undefined).length
  const failed = all.filter(
    ({ part, problem }) => !part.startsWith('mistake') && problem !== undefined,
  ).length
  return [
    `${sum(of('world'))} steps in ${of('world').length} worlds`,
    `${sum(of('scenario'))} orders of ${of('scenario').length} scenarios`,
    `${failed} wrong`,
    `${found} of ${mistakes.length} mistakes found`,
  ].join(', ')
}

function toPage(): string {
  const table = (part: ProofRow['part'], head: string): string =>
    [
      `| ${head} | | |\n| --- | ---: | --- |`,
      ...rows
        .filter((row) => row.part === part)
        .map(({ name, count, detail }) => `| ${name} | ${count.toLocaleString('en')} | ${detail} |`),
    ].join('\n')
  return `# The last long run of the proofs

Written by \`npm run test:long\`; what is proved, and what the words mean, stands in [proofs/README.md](../proofs/README.md).

**seed ${seed}: ${totals}, ${seconds} s** (Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores)

## Random worlds against an oracle: steps

${table('world', 'world')}

## Every order of operations: orders

${table('scenario', 'scenario')}

## Mistakes that random worlds found: steps

${table('mistake in a world', 'mistake')}

## Mistakes that an order showed: orders looked at

${table('mistake in a scenario', 'mistake')}
`
}
