/** The `route` and `methods` options → the route of a view path (SPEC.md, Edge and PSR). */
import type { FunctionKind, RouteNode } from '@mizan/protocol'
import type { DeclaredOptions } from '../declare/declaration.ts'
import type { FunctionReport } from './declaration-report.ts'

const SEGMENT = /^(?::[A-Za-z][A-Za-z0-9_]*|[A-Za-z0-9._~-]+)$/
const SAFE = ['GET', 'HEAD']
const METHODS = [...SAFE, 'POST', 'PUT', 'PATCH', 'DELETE']

export interface RouteFacts {
  readonly kind: FunctionKind
  /** Names of the arguments. */
  readonly parameters: readonly string[]
}

export function readRoute(
  options: DeclaredOptions,
  facts: RouteFacts,
  report: FunctionReport,
): RouteNode | undefined {
  const { route, methods } = options
  if (route === undefined) {
    if (methods !== undefined) report.addAt('methods', 'says nothing without a `route`')
    return undefined
  }
  checkPath(route, facts.parameters, report)
  const given = methods ?? [facts.kind === 'query' ? 'GET' : 'POST']
  checkMethods(given, facts.kind, report)
  return { path: route, methods: given }
}

function checkPath(route: unknown, parameters: readonly string[], report: FunctionReport): void {
  const segments = typeof route === 'string' && route.startsWith('/') ? route.slice(1).split('/') : undefined
  const isWell = segments?.every(
    (segment, index) => SEGMENT.test(segment) || (segment === '' && index === segments.length - 1),
  )
  if (segments === undefined || isWell !== true) {
    report.addAt(
      'route',
      `${JSON.stringify(route)} is no path`,
      'A path is /profile/:user_id/: fixed segments, and arguments after a colon.',
    )
    return
  }
  const names = segments.filter((segment) => segment.startsWith(':')).map((segment) => segment.slice(1))
  for (const [index, name] of names.entries()) {
    if (!parameters.includes(name))
      report.addAt('route', `":${name}" is no argument of the function`, 'Declare it in `input`.')
    if (names.indexOf(name) !== index) report.addAt('route', `":${name}" stands twice in the path`)
  }
}

function checkMethods(methods: unknown, kind: FunctionKind, report: FunctionReport): void {
  const list: readonly unknown[] = Array.isArray(methods) ? methods : []
  const wrong = list.find((method) => !METHODS.includes(String(method)))
  if (list.length === 0 || wrong !== undefined) {
    report.addAt(
      'methods',
      `${JSON.stringify(wrong ?? methods)} is no list of HTTP methods`,
      `Methods are ${METHODS.join(', ')}.`,
    )
    return
  }
  const isSafe = (method: unknown): boolean => SAFE.includes(String(method))
  if (kind === 'query' && !list.every(isSafe)) report.addAt('methods', 'a query only reads: GET and HEAD')
  if (kind === 'mutation' && list.some(isSafe))
    report.addAt('methods', 'a mutation cannot be reached by GET or HEAD: links and prefetching would run it')
}
