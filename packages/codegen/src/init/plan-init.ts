/** What `mizan init` writes: a configuration, a first server, lines of package.json. Nothing that exists is written over. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { addMembers } from './edit-json.ts'
import type { ProjectFacts } from './project-facts.ts'
import { configText, mainText, serverText } from './starter-files.ts'

export interface PlannedFile {
  /** Absolute. */
  readonly path: string
  /** Empty when the file is new. */
  readonly before: string
  readonly after: string
}

export interface InitPlan {
  readonly files: readonly PlannedFile[]
  /** What is left for a person, one sentence each. */
  readonly steps: readonly string[]
}

/** The package manager sorts dependencies at its next run. */
export function planInit(facts: ProjectFacts): InitPlan {
  const isReact = facts.dependencies.has('react')
  const app = firstFree(facts, ['server/app.ts', 'server/mizan-app.ts'])
  const main = firstFree(facts, ['server/main.ts', 'server/mizan-main.ts'])
  const out = facts.has('src') ? './src/mizan' : './mizan'
  const created = [
    ['mizan.config.ts', configText({ entry: `./${app}`, target: isReact ? 'react' : 'typescript', out })],
    [app, serverText()],
    [main, mainText(`./${app.slice('server/'.length)}`)],
  ] as const
  const files = created.map(([path, after]) => ({ path: join(facts.root, path), before: '', after }))
  const scripts = {
    mizan: 'mizan generate',
    'mizan:watch': 'mizan generate --watch',
    'mizan:server': `node --watch ${main}`,
  }
  return {
    files: [...files, planPackage(facts, { isReact, scripts })],
    steps: [
      'Install what was added to package.json: npm install',
      'Generate the client: npm run mizan (it is right to commit it, or to ignore it)',
      'Serve: npm run mizan:server',
      ...(facts.dependencies.has('vite')
        ? [
            "In the Vite configuration: server: { proxy: { '/api/mizan': { target: 'http://127.0.0.1:8000', changeOrigin: false } } }",
          ]
        : []),
      ...(isReact ? [`Wrap the app in <MizanProvider baseUrl="/api/mizan">, from ${out}/react`] : []),
    ],
  }
}

function firstFree(facts: ProjectFacts, [wanted, other]: readonly [string, string]): string {
  if (!facts.has(wanted)) return wanted
  if (!facts.has(other)) return other
  const hint = 'Rename one of them; init writes over nothing.'
  throw new DiagnosticsError([
    createError(`${wanted} and ${other} are there already`, { file: join(facts.root, wanted) }, hint),
  ])
}

function planPackage(
  facts: ProjectFacts,
  { isReact, scripts }: { isReact: boolean; scripts: Readonly<Record<string, string>> },
): PlannedFile {
  const own = `^${ownVersion()}`
  const libraries = {
    '@mizan/client': own,
    ...(isReact ? { '@mizan/react': own } : {}),
    '@mizan/server': own,
    '@mizan/server-node': own,
    zod: '^4.1.0',
  }
  const missing = (members: Readonly<Record<string, string>>, known: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(members).filter(([name]) => !known.has(name)))
  const before = facts.packageText
  const withScripts = addMembers(before, 'scripts', missing(scripts, facts.scripts))
  const withLibraries = addMembers(withScripts, 'dependencies', missing(libraries, facts.dependencies))
  const tools = missing({ '@mizan/codegen': own }, facts.dependencies)
  return {
    path: join(facts.root, 'package.json'),
    before,
    after: addMembers(withLibraries, 'devDependencies', tools),
  }
}

/** The packages are released together. */
function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
