/** Builds every package into its dist/, file by file: what is published, and what the `mizan` command runs from. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './house/source-file.ts'
import { nodeStep, runStep } from './run-step.ts'

const COMPILER = 'node_modules/typescript-7/bin/tsc'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const begun = performance.now()
for (const folder of inOrder()) {
  if (!build(folder)) process.exit(1)
}
console.log(`built in ${((performance.now() - begun) / 1000).toFixed(1)} s`)

/** A package after those that it depends on: it is compiled against their declarations. */
function inOrder(): string[] {
  const waiting = new Map(
    readdirSync(join(ROOT, 'packages'))
      .filter((folder) => existsSync(join(ROOT, 'packages', folder, 'package.json')))
      .map((folder): [string, Manifest] => [folder, readManifest(folder)]),
  )
  const ordered: string[] = []
  while (waiting.size > 0) {
    const names = new Set([...waiting.values()].map((manifest) => manifest.name))
    const free = [...waiting].filter(([, { dependencies = {} }]) =>
      Object.keys(dependencies).every((name) => !names.has(name)),
    )
    if (free.length === 0) throw new Error(`These packages depend on each other: ${[...names].join(', ')}`)
    for (const [folder] of free) {
      ordered.push(folder)
      waiting.delete(folder)
    }
  }
  return ordered
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8')) as Manifest
}

function build(folder: string): boolean {
  const root = join(ROOT, 'packages', folder)
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  return runStep(`build ${folder}`, nodeStep(COMPILER, '-p', join(root, 'tsconfig.build.json')))
}
