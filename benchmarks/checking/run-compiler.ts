/** TypeScript 6 and 7 over a folder, with what they say about themselves. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'

export interface CompilerSample {
  readonly seconds: number
  readonly memoryMb: number
  readonly instantiations: number
}

export const COMPILERS: Readonly<Record<string, string>> = {
  'TypeScript 6': 'typescript/bin/tsc',
  'TypeScript 7': 'typescript-7/bin/tsc',
}

const PACKAGES = join(import.meta.dirname, '../../node_modules')
const PATIENCE_MS = 300_000

export function writeConfig(
  folder: string,
  include: readonly string[],
  more: object = { noEmit: true },
): void {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: [],
    ...more,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
}

/** Settles with what `--extendedDiagnostics` prints; a type error is an error, because then nothing was measured. */
export async function compile(compiler: string, folder: string): Promise<CompilerSample> {
  const text = await runCompiler(compiler, ['-p', folder, '--extendedDiagnostics'])
  return {
    seconds: numberOf(text, /Total time:\s+([\d.]+)s/),
    memoryMb: numberOf(text, /Memory used:\s+([\d.]+)K/) / 1000,
    instantiations: numberOf(text, /Instantiations:\s+([\d.]+)/),
  }
}

export function runCompiler(compiler: string, words: readonly string[]): Promise<string> {
  const program = join(PACKAGES, COMPILERS[compiler] ?? compiler)
  return new Promise((resolve, reject) => {
    execFile(
      execPath,
      ['--max-old-space-size=6144', program, ...words],
      { timeout: PATIENCE_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 26 },
      (error, stdout) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${compiler} ${words.join(' ')}: ${error.message}\n${stdout.slice(0, 2000)}`))
      },
    )
  })
}

function numberOf(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw new Error(`the compiler did not say ${pattern.source}`)
  return Number(found)
}
