/** One of the two versions that are compared: a file, or a file of a git revision (`main:server/ir.kdl`). */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { decodeIrText } from '../sources/ir-bytes.ts'
import { type ReadIr, readIr } from '../sources/read-ir.ts'

/** IR texts of thousands of functions are a few MB. */
const MAX_BYTES = 256 * 1024 * 1024

/** A path wins over a revision of the same spelling. Throws DiagnosticsError. */
export async function readVersion(name: string, directory: string): Promise<ReadIr> {
  const bytes = (await readIfThere(resolve(directory, name))) ?? (await readRevision(name, directory))
  return readIr(decodeIrText(bytes, name), name)
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch {
    return undefined
  }
}

/** Git reads the path from the root of the repository, or from here when it begins with `./`. */
async function readRevision(name: string, directory: string): Promise<Uint8Array> {
  const hint = 'Name a file with IR text (`mizan ir --out FILE` writes one), or REVISION:PATH of git.'
  if (!/^[^:]+:./.test(name) || name.startsWith('-'))
    throw new DiagnosticsError([createError(`There is no file ${name}`, { file: name }, hint)])
  try {
    const options = { cwd: directory, encoding: 'buffer', maxBuffer: MAX_BYTES } as const
    return (await promisify(execFile)('git', ['show', '--end-of-options', name], options)).stdout
  } catch (thrown) {
    throw new DiagnosticsError([
      createError(`Git does not find ${name}: ${reasonOf(thrown)}`, { file: name }, hint),
    ])
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error && 'stderr' in thrown && Buffer.isBuffer(thrown.stderr)) {
    const text = thrown.stderr.toString('utf8').trim()
    if (text !== '') return text
  }
  return thrown instanceof Error ? thrown.message : String(thrown)
}
