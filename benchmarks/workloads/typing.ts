/** Types: what it costs to generate the client of thousands of functions, and to check a program that uses all of them. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { nameFunctions, type OneFunction } from '../checking/many-functions.ts'
import {
  COMPILERS,
  type CompilerSample,
  compile,
  runCompiler,
  writeConfig,
} from '../checking/run-compiler.ts'
import { timeWatch } from '../checking/watch-taskboard.ts'
import { writeMizan } from '../checking/write-mizan.ts'
import {
  writeFloor,
  writeOrpcRouter,
  writeOrpcUse,
  writeTrpcRouter,
  writeTrpcUse,
} from '../checking/write-peers.ts'
import {
  atLeast,
  atMost,
  type RunOptions,
  round,
  type Table,
  type Workload,
  type WorkloadResult,
} from '../harness/results.ts'
import { runRounds } from '../harness/rounds.ts'
import { median } from '../harness/statistics.ts'

export const typing: Workload = { name: 'types', title: 'Types: generating and checking', run }

const FLOOR = 'flat functions, plain interfaces'
const TRPC = 'tRPC, router source'
const ORPC = 'oRPC, router source'

const NEAR = [FLOOR, 'Mizan']
const GENERATED = 3000
/** The declarations of an oRPC router of 3,000 procedures cannot be emitted (TS7056), so all sides are checked at a size that all can do. */
const CHECKED = 600

type Samples = Readonly<Record<string, readonly CompilerSample[]>>

/** Writes every side's program; answers its folders by side. */
export async function writePrograms(
  root: string,
  functions: readonly OneFunction[],
): Promise<Readonly<Record<string, string>>> {
  const folder = (name: string): string => {
    const path = join(root, name)
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path, { recursive: true })
    return path
  }
  const folders: Record<string, string> = { [FLOOR]: folder('floor'), Mizan: folder('mizan') }
  writeFloor(folders[FLOOR] as string, functions)
  await writeMizan(folder('mizan'), functions)
  for (const [name, writeRouter, writeUse] of [
    ['tRPC', writeTrpcRouter, writeTrpcUse],
    ['oRPC', writeOrpcRouter, writeOrpcUse],
  ] as const) {
    const source = folder(`${name}-source`)
    writeRouter(source, functions)
    writeUse(source, functions, './router/index.ts')
    const emitted = folder(`${name}-declarations`)
    writeRouter(emitted, functions)
    await emitDeclarations(emitted)
    rmSync(join(emitted, 'router'), { recursive: true })
    writeUse(emitted, functions, './declarations/index.js')
    folders[`${name}, router source`] = source
    folders[`${name}, emitted declarations`] = emitted
  }
  for (const path of Object.values(folders)) writeConfig(path, ['**/*.ts'])
  return folders
}

/** Milliseconds, from KDL to files that were not there. */
async function timeGenerate(root: string, functions: readonly OneFunction[]): Promise<readonly number[]> {
  const times: number[] = []
  for (let time = 0; time < 5; time++) {
    const folder = join(root, 'generated')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    times.push(await writeMizan(folder, functions))
  }
  return times
}

function run(options: RunOptions): Promise<WorkloadResult> {
  return runTypes(options.quick ? 300 : CHECKED, options)
}

export async function runTypes(count: number, { quick, say }: RunOptions): Promise<WorkloadResult> {
  const root = join(import.meta.dirname, '../../.cache/bench-types')
  const folders = await writePrograms(root, nameFunctions(count))
  const generateMs = await timeGenerate(root, nameFunctions(quick ? 600 : GENERATED))
  say(`types: ${count} functions are written`)
  const watchMs = await timeWatch(root, quick ? 3 : 10)
  const byCompiler: Record<string, Samples> = {}
  for (const compiler of Object.keys(COMPILERS)) {
    const turn = (names: readonly string[]): Record<string, () => Promise<CompilerSample>> =>
      Object.fromEntries(names.map((name) => [name, () => compile(compiler, folders[name] as string)]))
    // What is compared within percents has more rounds than what is many times slower.
    const near = await runRounds(turn(NEAR), { rounds: quick ? 2 : 5, warmUps: 1 })
    const far = await runRounds(turn(Object.keys(folders).filter((name) => !NEAR.includes(name))), {
      rounds: 1,
      warmUps: 0,
    })
    byCompiler[compiler] = { ...near, ...far }
    say(`types: ${compiler} is done`)
  }
  rmSync(root, { recursive: true, force: true })
  return {
    name: 'types',
    title: typing.title,
    about: `${count.toLocaleString('en-US')} functions, each with its own input of four fields and output of four, half of them queries; a program calls each of them and reads its answer. \`generate\` for ${(quick ? 600 : GENERATED).toLocaleString('en-US')} such functions takes ${round(median(generateMs))} ms, from KDL to files. After a save in the taskboard \`mizan generate --watch\` has written the client in ${round(median(watchMs))} ms, in ${round(Math.max(...watchMs))} ms at most (${watchMs.length} saves). Peers are checked once from the source of their routers (100 procedures a file, Zod schemas) and once over the declarations emitted from it. Time, memory and instantiations as \`tsc --extendedDiagnostics\` says them; library files are not checked.`,
    tables: Object.entries(byCompiler).map(([compiler, samples]) => toTable(compiler, samples)),
    targets: [
      atMost(`types: generate for ${(quick ? 600 : GENERATED).toLocaleString('en-US')} functions`, 1, {
        measured: median(generateMs) / 1000,
        unit: 's',
      }),
      atMost('types: watch, from a save to the client, the slowest', 300, {
        measured: Math.max(...watchMs),
        unit: 'ms',
      }),
      ...Object.entries(byCompiler).flatMap(([compiler, samples]) => [
        atMost(`types: ${compiler}, time against the floor`, 1.15, {
          measured: secondsOf(samples, 'Mizan') / secondsOf(samples, FLOOR),
        }),
        atLeast(
          `types: ${compiler}, times less than the lighter peer from source`,
          10,
          Math.min(secondsOf(samples, TRPC), secondsOf(samples, ORPC)) / secondsOf(samples, 'Mizan'),
        ),
      ]),
    ],
    rounds: { generateMs, watchMs, ...byCompiler },
  }
}

function toTable(title: string, samples: Samples): Table {
  const rows = Object.entries(samples).map(([name, own]) => [
    name,
    `${round(secondsOf(samples, name))} s`,
    `${round(secondsOf(samples, name) / secondsOf(samples, FLOOR))} ×`,
    `${Math.round(median(own.map(({ memoryMb }) => memoryMb)))} MB`,
    Math.round(median(own.map(({ instantiations }) => instantiations))).toLocaleString('en-US'),
  ])
  return { title, columns: ['', 'time', 'against the floor', 'memory', 'instantiations'], rows }
}

function secondsOf(samples: Samples, name: string): number {
  return median((samples[name] ?? []).map(({ seconds }) => seconds))
}

/** Type errors of the router itself would show here. */
async function emitDeclarations(folder: string): Promise<void> {
  writeConfig(folder, ['router'], {
    declaration: true,
    emitDeclarationOnly: true,
    outDir: './declarations',
    rootDir: './router',
    rewriteRelativeImportExtensions: true,
  })
  await runCompiler('TypeScript 7', ['-p', folder])
}
