/** `npm run conformance`: reads the words of the command line, runs, and says what came of it (README.md). */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Case } from './drive/case-schema.ts'
import { createRandomCases } from './drive/random-cases.ts'
import { readCases } from './drive/read-cases.ts'
import { toCaseLines, toRedLines } from './report/case-lines.ts'
import { readCapabilities, type TargetResults, toTable } from './report/matrix.ts'
import { checkReadme, saveResults } from './report/results-files.ts'
import { runAll } from './run-all.ts'
import { runUrl } from './run-target.ts'
import { ROOT, readTargets, type Target } from './start/target.ts'
import { runWrongServers } from './wrong/run-wrong-servers.ts'

type Say = (line: string) => void

/** False when something is red, or a file is stale. */
export async function runConformance(words: readonly string[], say: Say): Promise<boolean> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      target: { type: 'string' },
      url: { type: 'string' },
      case: { type: 'string' },
      check: { type: 'boolean', default: false },
      'wrong-servers': { type: 'boolean', default: false },
    },
  })
  const { target = 'all', url, case: pattern, check } = values
  if (values.target === undefined && url === undefined && check) return sayStale(checkReadme(), say)
  const cases = chooseCases([...readCases(join(ROOT, 'conformance/cases')), ...createRandomCases()], pattern)
  if (values['wrong-servers']) return runWrongServers(chooseTargets('typescript')[0] as Target, cases, say)
  const all = url === undefined ? await runAll(chooseTargets(target), cases) : await runForeign(url, cases)
  for (const one of all) for (const line of toCaseLines(one)) say(line)
  if (url !== undefined || pattern !== undefined) return all.every(hasNoFailure)
  const isGood = sayMatrix(all, say)
  return target === 'all' ? sayStale(saveResults(all, check), say) && isGood : isGood
}

function chooseCases(cases: readonly Case[], pattern: string | undefined): readonly Case[] {
  if (pattern === undefined) return cases
  const wanted = new RegExp(pattern, 'iu')
  return cases.filter((one) => wanted.test(one.id) || one.rules.some((rule) => wanted.test(rule)))
}

function chooseTargets(name: string): Target[] {
  const targets = readTargets()
  const chosen = name === 'all' ? targets : targets.filter((target) => target.name === name)
  if (chosen.length > 0) return chosen
  throw new Error(`no target is called ${name}; there are: ${targets.map((one) => one.name).join(', ')}`)
}

/** It claims everything: what it does not do is seen. */
async function runForeign(url: string, cases: readonly Case[]): Promise<TargetResults[]> {
  const claims = readCapabilities().map(({ id }) => id)
  const target = { name: 'url', title: url, folder: '.', serve: [''], commands: {}, claims }
  return [{ target, results: await runUrl(url, cases), differences: new Map() }]
}

function hasNoFailure({ target, results, differences }: TargetResults): boolean {
  const claimed = results.filter(({ case: one }) => target.claims.includes(one.capability))
  return claimed.every(({ problems, case: one }) => problems.length === 0 && !differences.has(one.id))
}

function sayMatrix(all: readonly TargetResults[], say: Say): boolean {
  const capabilities = readCapabilities()
  const red = toRedLines(all, capabilities)
  const count = all.reduce((sum, { results }) => sum + results.length, 0)
  for (const line of ['', ...toTable(capabilities, all), '', ...red]) say(line)
  say(`conformance: ${count} cases run, ${red.length} red`)
  return red.length === 0
}

function sayStale(files: readonly string[], say: Say): boolean {
  for (const file of files)
    say(`${file} is stale, or was edited by hand: npm run conformance -- --target=all writes it`)
  return files.length === 0
}
