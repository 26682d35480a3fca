/** A manifest made ready for requests: which path is what, and what it depends on (SPEC.md, EDGE-1). */
import type {
  EdgeManifest,
  ManifestContext,
  ManifestFunction,
  ManifestMutation,
  ManifestParam,
  ManifestRoute,
} from '@mizan/protocol'

export interface EdgePlan {
  readonly base: string
  readonly contexts: ReadonlyMap<string, PlannedContext>
  readonly mutations: ReadonlyMap<string, ManifestMutation>
  /** The context whose bundles stand at this path. */
  bundleAt(path: string): PlannedContext | undefined
  /** Every view function whose route matches, whatever the method. */
  viewsAt(path: string): readonly MatchedView[]
  /** Mutations with a route that matches. */
  formsAt(path: string, method: string): readonly ManifestMutation[]
}

export interface PlannedContext {
  readonly name: string
  readonly manifest: ManifestContext
  /** Names of its params. */
  readonly declared: readonly string[]
  /** Of the queries of its bundle. */
  readonly revs: Readonly<Record<string, number>>
  /** In lower case. */
  readonly varyHeaders: readonly string[]
  readonly views: readonly PlannedView[]
}

export interface PlannedView {
  readonly function: ManifestFunction
  readonly context: PlannedContext
  readonly params: Readonly<Record<string, ManifestParam>>
}

export interface MatchedView extends PlannedView {
  readonly route: ManifestRoute
  /** Path params, still percent-coded. */
  readonly pathParams: readonly (readonly [name: string, raw: string])[]
}

export function planManifest(manifest: EdgeManifest): EdgePlan {
  const contexts = new Map(
    Object.entries(manifest.contexts).map(([name, context]) => [name, planContext(name, context)] as const),
  )
  const byEndpoint = new Map(
    [...contexts.values()].map((context) => [context.manifest.endpoint, context] as const),
  )
  const views = [...contexts.values()].flatMap((context) => context.views)
  const mutations = new Map(Object.entries(manifest.mutations))
  return {
    base: manifest.base,
    contexts,
    mutations,
    bundleAt: (path) => byEndpoint.get(path),
    viewsAt: (path) => views.flatMap((view) => matchView(view, path) ?? []),
    formsAt: (path, method) =>
      [...mutations.values()].filter(
        ({ route }) => route?.methods.includes(method) === true && matchRoute(route.path, path) !== undefined,
      ),
  }
}

function planContext(name: string, manifest: ManifestContext): PlannedContext {
  const views: PlannedView[] = []
  const bundled = manifest.functions.filter(({ path }) => path === 'rpc')
  const context: PlannedContext = {
    name,
    manifest,
    declared: Object.keys(manifest.params),
    revs: Object.fromEntries(bundled.map((fn) => [fn.name, fn.rev])),
    varyHeaders: [...new Set(manifest.vary.flatMap(({ header }) => header ?? []))].toSorted(),
    views,
  }
  for (const fn of manifest.functions)
    if (fn.route !== undefined) views.push({ function: fn, context, params: paramsOf(fn, manifest) })
  return context
}

function paramsOf(
  fn: ManifestFunction,
  { params }: ManifestContext,
): Readonly<Record<string, ManifestParam>> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => fn.params.includes(name)))
}

function matchView(view: PlannedView, path: string): MatchedView | undefined {
  const { route } = view.function
  const pathParams = route === undefined ? undefined : matchRoute(route.path, path)
  return route === undefined || pathParams === undefined ? undefined : { ...view, route, pathParams }
}

function matchRoute(route: string, path: string): (readonly [string, string])[] | undefined {
  const segments = route.split('/')
  const parts = path.split('/')
  if (parts.length !== segments.length) return undefined
  const params: (readonly [string, string])[] = []
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? ''
    if (!segment.startsWith(':')) {
      if (segment !== part) return undefined
    } else if (part === '') return undefined
    else params.push([segment.slice(1), part])
  }
  return params
}
