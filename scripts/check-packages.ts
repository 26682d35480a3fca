/** Whether the built packages can be published: publint, attw, manifests, knip, size budgets. Exits 1 and says what is wrong. `--sizes` only measures. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './house/source-file.ts'
import { checkManifest, readManifest } from './packages/check-manifest.ts'
import { measureSize, readBudgets } from './packages/measure-size.ts'
import { runStep, type Step } from './run-step.ts'

const folders = readdirSync(join(ROOT, 'packages')).filter((folder) =>
  existsSync(join(ROOT, 'packages', folder, 'package.json')),
)
const onlySizes = process.argv.includes('--sizes')
const oks = onlySizes ? [] : [...checkManifests(), ...folders.flatMap(lintPackage), checkUnused()]
oks.push(...(await checkSizes()))
process.exit(oks.every(Boolean) ? 0 : 1)

function checkManifests(): boolean[] {
  return folders.map((folder) => {
    const problems = checkManifest(folder, readManifest(folder))
    for (const problem of problems) console.error(`packages/${folder}/package.json: ${problem}`)
    return problems.length === 0
  })
}

/** Whether what would be packed can be imported, and its types be found, by everything that reads ES modules. */
function lintPackage(folder: string): boolean[] {
  return [
    runStep(`publint ${folder}`, inPackage(folder, 'publint', '--strict')),
    runStep(
      `attw ${folder}`,
      inPackage(folder, 'attw', '--pack', '.', '--profile', 'esm-only', '--format', 'ascii', '--no-color'),
    ),
  ]
}

function inPackage(folder: string, command: string, ...words: readonly string[]): Step {
  return { command: join(ROOT, 'node_modules/.bin', command), words, folder: `packages/${folder}` }
}

/** Files, exports and dependencies that nobody uses, and dependencies that nobody declared: knip.json. */
function checkUnused(): boolean {
  const command = join(ROOT, 'node_modules/.bin/knip')
  return runStep('knip', { command, words: ['--no-progress', '--no-config-hints'] })
}

async function checkSizes(): Promise<boolean[]> {
  return Promise.all(
    readBudgets().map(async ({ name, code, gzipBytes }) => {
      const bytes = await measureSize(code)
      const ok = bytes <= gzipBytes
      console.log(`${ok ? 'ok  ' : 'FAIL'} size of ${name}: ${bytes} of at most ${gzipBytes} bytes, gzipped`)
      return ok
    }),
  )
}
