/** Bytes: what the taskboard's data layer weighs in a browser. */
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { DATA_LAYERS } from '../bytes/data-layers.ts'
import { linkedKernel } from '../bytes/linked-kernel.ts'
import { hookOf, MUTATIONS, QUERIES } from '../bytes/taskboard-functions.ts'
import { atMost, type Table, type Workload, type WorkloadResult } from '../harness/results.ts'

export const bytes: Workload = { name: 'bytes', title: 'Bytes: the data layer in a browser', run }

/** The row of all kernel code in the taskboard's bundle, whoever links it. */
const LINKED = 'Mizan: kernel and protocol in it'

export interface Weight {
  readonly gzip: number
  readonly minified: number
  /** Minified bytes by source file. */
  readonly parts: Readonly<Record<string, number>>
}

/** Minified for production, tree-shaken, without React itself. */
export async function weigh(source: string): Promise<Weight> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx' } },
    metafile: true,
    write: false,
    logLevel: 'error',
  })
  const [file] = outputFiles
  const [output] = Object.values(metafile.outputs)
  if (file === undefined || output === undefined) throw new Error('nothing was built')
  const parts = Object.entries(output.inputs).map(([path, { bytesInOutput }]) => [
    shorten(path),
    bytesInOutput,
  ])
  return {
    gzip: gzipSync(file.contents, { level: 9 }).length,
    minified: file.contents.length,
    parts: Object.fromEntries(parts) as Record<string, number>,
  }
}

/** @throws when a side lacks a hook that another has. */
export function checkLayers(): void {
  const wanted = QUERIES.length + MUTATIONS.length
  for (const [name, source] of Object.entries(DATA_LAYERS)) {
    if (name.startsWith('Mizan kernel')) continue
    const hooks = new Set(source.match(/\buse[A-Z]\w*(?= =|,| \})/g) ?? [])
    const missing = [...QUERIES, ...MUTATIONS].filter(({ name: own }) => !hooks.has(hookOf(own)))
    if (missing.length > 0) throw new Error(`${name} lacks ${missing.length} of ${wanted} hooks`)
  }
}

async function run(): Promise<WorkloadResult> {
  checkLayers()
  const weights: Record<string, Weight> = {}
  for (const [name, source] of Object.entries(DATA_LAYERS)) {
    const weight = await weigh(source)
    weights[name] = weight
    if (name === 'Mizan') weights[LINKED] = await weigh(linkedKernel(linkingFiles(weight)))
  }
  const kiloBytes = (name: string): number => (weights[name]?.gzip ?? Number.NaN) / 1000
  return {
    name: 'bytes',
    title: bytes.title,
    about: `Bundled, minified and tree-shaken by esbuild for production, then gzip -9; React itself is left out. Every side has a hook for each of the taskboard's ${QUERIES.length} queries and ${MUTATIONS.length} mutations, and each mutation makes the affected queries fresh: by the generated client, or by invalidations written by hand. "Mizan kernel" is what \`createClient\` reaches; generated code links more (merge and refresh, order and marks of mutations, idempotency), so "kernel and protocol in it" is all kernel code that the taskboard's bundle really contains.`,
    tables: [
      {
        title: '',
        columns: ['', 'gzip', 'minified'],
        rows: Object.entries(weights).map(([name, { gzip, minified }]) => [name, kilo(gzip), kilo(minified)]),
      },
      partsTable(weights['Mizan']),
    ],
    targets: [
      atMost('bytes: kernel', 6, { measured: kiloBytes('Mizan kernel'), unit: 'kB' }),
      atMost('bytes: kernel and React', 7, { measured: kiloBytes('Mizan kernel + React'), unit: 'kB' }),
    ],
    rounds: weights,
  }
}

/** Generated code and the binding: who links the kernel. */
function linkingFiles({ parts }: Weight): string[] {
  const files = Object.entries(parts).filter(
    ([path, size]) => size > 0 && !/packages\/(client|protocol)\//.test(path),
  )
  return files.map(([path]) => path).filter((path) => /\.[jt]sx?$/.test(path))
}

function partsTable(weight: Weight | undefined): Table {
  const byFolder = new Map<string, number>()
  for (const [path, size] of Object.entries(weight?.parts ?? {})) {
    const folder = path.split('/').slice(0, -1).join('/')
    byFolder.set(folder, (byFolder.get(folder) ?? 0) + size)
  }
  const rows = [...byFolder].sort(([, a], [, b]) => b - a).map(([folder, size]) => [folder, kilo(size)])
  return { title: "Mizan's own, by folder", columns: ['', 'minified'], rows }
}

function shorten(path: string): string {
  return path.replace(/^(\.\.\/)+/, '').replace('node_modules/', '')
}

function kilo(size: number): string {
  return `${(size / 1000).toFixed(2)} kB`
}
