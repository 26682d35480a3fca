/** What `mizan init` has to know of the project it is run in. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createError, DiagnosticsError } from '../diagnostics/diagnostic.ts'

export interface ProjectFacts {
  /** Absolute. */
  readonly root: string
  readonly packageText: string
  readonly scripts: ReadonlySet<string>
  /** Of every kind. */
  readonly dependencies: ReadonlySet<string>
  readonly has: (path: string) => boolean
}

/** Throws DiagnosticsError. */
export function readProjectFacts(root: string): ProjectFacts {
  const packagePath = join(root, 'package.json')
  const has = (path: string) => existsSync(join(root, path))
  const config = ['ts', 'mts', 'js', 'mjs'].map((ending) => `mizan.config.${ending}`).find(has)
  if (config !== undefined)
    fail('This project has Mizan already', join(root, config), 'Change the configuration by hand.')
  if (!has('package.json'))
    fail('There is no package.json here', packagePath, 'Make a project first: npm init')
  const packageText = readFileSync(packagePath, 'utf8')
  const content = parseObject(packageText, packagePath)
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  return {
    root,
    packageText,
    scripts: new Set(Object.keys(objectOf(content['scripts']))),
    dependencies: new Set(kinds.flatMap((kind) => Object.keys(objectOf(content[kind])))),
    has,
  }
}

function parseObject(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return objectOf(value)
  } catch {
    // Said below, as for JSON that is no object.
  }
  return fail('package.json is no JSON object', file, 'Mend it first.')
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function fail(what: string, file: string, hint: string): never {
  throw new DiagnosticsError([createError(what, { file }, hint)])
}
