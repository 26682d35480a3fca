/** Declarations and options into an app; every mistake in them stops the start, all listed at once. */
import { DeclarationError } from '../declare/declaration-error.ts'
import { DeclarationErrors } from '../declare/declaration-errors.ts'
import { createRegistry } from '../registry/create-registry.ts'
import type { Registry } from '../registry/registry.ts'
import { type App, buildApp } from './app.ts'
import { type AppOptions, checkOptions } from './app-options.ts'

/** @throws DeclarationErrors */
export function createApp(options: AppOptions): App {
  const problems: DeclarationError[] = [...checkOptions(options)]
  const { modules = [], instances = [] } = options
  const registry = collect(
    () => createRegistry({ modules, instances, vary: Object.keys(options.vary ?? {}) }),
    problems,
  )
  if (registry !== undefined) problems.push(...findRoutesUnder(options.base ?? '/api/mizan', registry))
  if (registry === undefined || problems.length > 0) throw new DeclarationErrors(problems)
  return buildApp(registry, options)
}

/** View paths that lie where the protocol lives. */
function findRoutesUnder(base: string, registry: Registry): readonly DeclarationError[] {
  if (base === '') return []
  return [...registry.functions.values()].flatMap(({ place, route }) => {
    if (route === undefined || !`${route.path}/`.startsWith(`${base}/`)) return []
    return [
      new DeclarationError(
        place,
        `the route ${route.path} lies under ${base}`,
        'Choose a path outside of it.',
      ),
    ]
  })
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
