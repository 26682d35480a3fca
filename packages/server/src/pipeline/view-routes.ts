/** Which function answers a path outside the protocol's own: the view paths (`route`). */
import type { RegisteredFunction } from '../registry/registry.ts'

export interface ViewRoutes {
  /** Functions whose path matches, each with its path params as raw, still percent-coded text. */
  match(path: string): readonly ViewMatch[]
}

export interface ViewMatch {
  readonly function: RegisteredFunction
  readonly methods: readonly string[]
  readonly params: readonly (readonly [name: string, raw: string])[]
}

interface ViewRoute {
  readonly function: RegisteredFunction
  readonly methods: readonly string[]
  readonly segments: readonly Segment[]
}

type Segment = { readonly text: string } | { readonly param: string }

/** Routes with more fixed segments win over those with params. */
export function createViewRoutes(functions: Iterable<RegisteredFunction>): ViewRoutes {
  const routes: ViewRoute[] = []
  for (const declared of functions) {
    if (declared.route === undefined || declared.private) continue
    const { path, methods } = declared.route
    routes.push({ function: declared, methods, segments: path.split('/').map(toSegment) })
  }
  routes.sort((a, b) => compareSpecificity(a.segments, b.segments))
  if (routes.length === 0) return { match: () => [] }
  return {
    match(path) {
      const parts = path.split('/')
      return routes.flatMap((route) => matchRoute(route, parts) ?? [])
    },
  }
}

function toSegment(text: string): Segment {
  return text.startsWith(':') ? { param: text.slice(1) } : { text }
}

function compareSpecificity(a: readonly Segment[], b: readonly Segment[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = Number('param' in (a[index] as Segment)) - Number('param' in (b[index] as Segment))
    if (difference !== 0) return difference
  }
  return 0
}

function matchRoute(route: ViewRoute, parts: readonly string[]): ViewMatch | undefined {
  if (parts.length !== route.segments.length) return undefined
  const params: (readonly [string, string])[] = []
  for (const [index, segment] of route.segments.entries()) {
    const part = parts[index] ?? ''
    if ('text' in segment) {
      if (segment.text !== part) return undefined
    } else if (part === '') return undefined
    else params.push([segment.param, part])
  }
  return { function: route.function, methods: route.methods, params }
}
