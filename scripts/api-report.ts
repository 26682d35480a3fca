/** Writes api/PACKAGE.md for every built package: what it exports, with signatures. `--check` fails with a diff when the code says something else. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './house/source-file.ts'
import { type ApiItem, type PackageApi, readApis } from './packages/api-of-package.ts'

const COMMAND = 'node scripts/api-report.ts'
const folders = readdirSync(join(ROOT, 'packages')).filter((folder) =>
  existsSync(join(ROOT, 'packages', folder, 'package.json')),
)

process.exitCode = report(process.argv.includes('--check'))

function report(check: boolean): number {
  const reports = new Map([...readApis(folders)].map(([folder, api]) => [`${folder}.md`, print(folder, api)]))
  mkdirSync(join(ROOT, 'api'), { recursive: true })
  const left = readdirSync(join(ROOT, 'api')).filter((name) => !reports.has(name))
  const stale = [...reports].filter(([name, text]) => readText(name) !== text)
  if (check) {
    for (const name of left) console.error(`api/${name} is of no package`)
    for (const [name, text] of stale) console.error(diff(name, text))
    if (stale.length + left.length > 0) {
      console.error(
        `The public API changed: run \`npm run build && ${COMMAND}\` and commit api/ with the change.`,
      )
    }
    return stale.length + left.length === 0 ? 0 : 1
  }
  for (const name of left) rmSync(join(ROOT, 'api', name))
  for (const [name, text] of stale) {
    writeFileSync(join(ROOT, 'api', name), text)
    console.log(`wrote api/${name}`)
  }
  return 0
}

function readText(name: string): string | undefined {
  const path = join(ROOT, 'api', name)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function diff(name: string, text: string): string {
  const old = existsSync(join(ROOT, 'api', name)) ? `api/${name}` : '/dev/null'
  const words = ['diff', '--no-index', '--no-color', '--', old, '-']
  return spawnSync('git', words, { cwd: ROOT, input: text, encoding: 'utf8' }).stdout || `api/${name} differs`
}

function print(folder: string, { exported, mentioned }: PackageApi): string {
  const own = exported.filter(({ from }) => from === undefined)
  const handedOn = exported.filter(({ from }) => from !== undefined)
  return [
    `# @mizan/${folder}`,
    `What this package exports, made by \`${COMMAND}\` from its built declarations. A change here is a change for its users.`,
    ...own.map(printItem),
    ...(handedOn.length === 0 ? [] : ['## Handed on', handedOn.map(printHandedOn).join('\n')]),
    ...(mentioned.length === 0
      ? []
      : ['## Mentioned, not exported', `\`\`\`ts\n${mentioned.map(({ text }) => text).join('\n')}\n\`\`\``]),
  ]
    .join('\n\n')
    .concat('\n')
}

function printItem({ name, doc, text }: ApiItem): string {
  return [`## ${name}`, ...(doc === '' ? [] : [doc]), `\`\`\`ts\n${text}\n\`\`\``].join('\n\n')
}

function printHandedOn({ name, from }: ApiItem): string {
  return `- \`${name}\` of ${from}`
}
