/** What every package.json must say, beyond what publint and attw look at. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../house/source-file.ts'

export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly description?: string
  readonly license?: string
  readonly type?: string
  /** Files that do something when they are imported. */
  readonly sideEffects?: boolean | readonly string[]
  readonly engines?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** What packages have in common. */
const COMMON = { license: 'Elastic-2.0', type: 'module' } as const
const NODE = '>=22.13'
const FILES = ['dist', 'src', '!src/**/*.test.*']
/** Order matters: the first condition that holds wins. */
const CONDITIONS = ['mizan-source', 'types', 'default']

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8')) as Manifest
}

/** Sentences about what is wrong; `exists` takes paths inside the package. */
export function checkManifest(
  folder: string,
  manifest: Manifest,
  exists: (path: string) => boolean = (path) => existsSync(join(ROOT, 'packages', folder, path)),
): string[] {
  const problems: string[] = []
  if (manifest.name !== `@mizan/${folder}`) problems.push(`its name is not @mizan/${folder}`)
  if (manifest.version === undefined) problems.push('it has no version')
  if ((manifest.description ?? '') === '') problems.push('it has no description')
  if (!exists('README.md')) problems.push('it has no README.md')
  for (const [key, value] of Object.entries(COMMON)) {
    if (manifest[key as keyof typeof COMMON] !== value) problems.push(`its ${key} is not ${value}`)
  }
  if (manifest.engines?.['node'] !== NODE) problems.push(`its engines.node is not ${NODE}`)
  if (manifest.sideEffects === undefined || manifest.sideEffects === true) {
    problems.push('its sideEffects are not false, and no list of files')
  }
  if (typeof manifest.sideEffects === 'object') {
    const lost = manifest.sideEffects.filter((file) => !exists(file))
    problems.push(...lost.map((file) => `sideEffects name ${file}, which does not exist`))
  }
  for (const file of FILES) {
    if (manifest.files?.includes(file) !== true) problems.push(`its files lack ${file}`)
  }
  return [...problems, ...checkTargets(manifest, exists), ...checkDependencies(manifest)]
}

function checkTargets({ exports = {}, bin = {} }: Manifest, exists: (path: string) => boolean): string[] {
  const problems: string[] = []
  if (exports['.'] === undefined) problems.push('it exports no "."')
  for (const [entry, conditions] of Object.entries(exports)) {
    if (Object.keys(conditions).join() !== CONDITIONS.join()) {
      problems.push(`the conditions of "${entry}" are not ${CONDITIONS.join(', ')}, in this order`)
    }
    for (const path of Object.values(conditions)) {
      if (!exists(path)) problems.push(`"${entry}" leads to ${path}, which does not exist`)
    }
  }
  for (const path of Object.values(bin)) {
    if (!exists(path)) problems.push(`bin leads to ${path}, which does not exist`)
  }
  return problems
}

/** Dependencies are pinned; what the app brings along is a range. */
function checkDependencies({ version, dependencies = {}, peerDependencies = {} }: Manifest): string[] {
  const problems: string[] = []
  for (const [name, range] of Object.entries(dependencies)) {
    if (!/^\d/.test(range)) problems.push(`${name} is not pinned`)
    if (name.startsWith('@mizan/') && range !== version) problems.push(`${name} is not of its own version`)
  }
  for (const [name, range] of Object.entries(peerDependencies)) {
    if (!range.startsWith('>=')) problems.push(`the peer ${name} is no open range`)
  }
  return problems
}
