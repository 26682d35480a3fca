/** Declarations and options into an app; every mistake in them stops the start, all listed at once. */
import type { DeclarationError } from '../declare/declaration-error.ts'
import { DeclarationErrors } from '../declare/declaration-errors.ts'
import { createRegistry } from '../registry/create-registry.ts'
import type { Registry } from '../registry/registry.ts'
import { type App, buildApp } from './app.ts'
import { type AppOptions, checkOptions } from './app-options.ts'
import { collectNames } from './declared-names.ts'
import { findRouteProblems } from './route-problems.ts'

/** @throws DeclarationErrors */
export function createApp(options: AppOptions): App {
  const problems: DeclarationError[] = [...checkOptions(options)]
  const { modules = [], instances = [] } = options
  const registry = collect(() => createRegistry({ modules, instances }), problems)
  if (registry !== undefined) problems.push(...findRouteProblems(registry, options.base ?? '/api/mizan'))
  if (registry === undefined || problems.length > 0) throw new DeclarationErrors(problems)
  const names = collectNames(modules, instances)
  return buildApp(registry, options, (value) => names.get(value))
}

function collect(create: () => Registry, problems: DeclarationError[]): Registry | undefined {
  try {
    return create()
  } catch (error) {
    if (!(error instanceof DeclarationErrors)) throw error
    problems.push(...error.errors)
    return undefined
  }
}
