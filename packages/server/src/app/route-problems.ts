/** View paths that cannot be told apart, or that lie where the protocol lives. */
import { DeclarationError } from '../declare/declaration-error.ts'
import type { RegisteredFunction, Registry } from '../registry/registry.ts'

export function findRouteProblems(registry: Registry, base: string): readonly DeclarationError[] {
  const problems: DeclarationError[] = []
  const owners = new Map<string, RegisteredFunction>()
  for (const declared of registry.functions.values()) {
    if (declared.route === undefined) continue
    const { path, methods } = declared.route
    if (path === base || path.startsWith(`${base}/`))
      problems.push(
        new DeclarationError(
          declared.place,
          `the route ${path} lies under ${base}`,
          'choose a path outside of it',
        ),
      )
    for (const method of methods) {
      const shape = `${method} ${path.replace(/:[^/]+/g, ':')}`
      const owner = owners.get(shape)
      if (owner === undefined) owners.set(shape, declared)
      else
        problems.push(
          new DeclarationError(
            declared.place,
            `${method} ${path} is also the route of ${owner.name} (${owner.place})`,
            'give one of them another path or method',
          ),
        )
    }
  }
  return problems
}
