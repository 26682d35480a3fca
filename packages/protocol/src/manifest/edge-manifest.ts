/** The edge manifest as plain values: what an edge knows of the origin that it stands before (SPEC.md, EDGE-1). */
import type { JsonValue } from '../json/json-value.ts'

export interface EdgeManifest {
  readonly version: 1
  /** Path under which the protocol lives at the origin, without a slash at its end. */
  readonly base: string
  readonly contexts: Readonly<Record<string, ManifestContext>>
  /** By name; those of forms are called `NAME.submit`. */
  readonly mutations: Readonly<Record<string, ManifestMutation>>
}

export interface ManifestContext {
  /** An edge may keep its bundles: it has a ttl, no custom guard, and no vary input but headers. */
  readonly cacheable: boolean
  /** Path of its bundles. */
  readonly endpoint: string
  /** Its queries but the private ones, by name. */
  readonly functions: readonly ManifestFunction[]
  readonly params: Readonly<Record<string, ManifestParam>>
  readonly render_strategy: 'psr' | 'dynamic_cached'
  /** X-Mizan-Schema of its bundles. */
  readonly schema: string
  /** Seconds; null where the origin asks for no cache. */
  readonly ttl: number | null
  readonly user_scoped: boolean
  readonly vary: readonly ManifestVary[]
  /** Paths of its view functions, sorted, each once. */
  readonly views: readonly string[]
}

export interface ManifestParam {
  /** How its text is written: a scalar's name, `string` for enums and literals, `list`, `json`. */
  readonly type: ManifestParamType
  /** Of the items of a `list`. */
  readonly items?: ManifestTextType
  readonly required: boolean
  readonly default?: JsonValue
}

export type ManifestParamType = ManifestTextType | 'list' | 'json'

export type ManifestTextType =
  | 'bigint'
  | 'boolean'
  | 'bytes'
  | 'date'
  | 'datetime'
  | 'decimal'
  | 'duration'
  | 'integer'
  | 'number'
  | 'string'
  | 'time'
  | 'uuid'

export interface ManifestFunction {
  /** `authenticated`, `staff`, `superuser`, `perm:NAME` or `custom`. */
  readonly auth?: string
  readonly name: string
  /** Names of the params that it declares, sorted. */
  readonly params: readonly string[]
  readonly path: 'rpc' | 'view'
  readonly rev: number
  readonly route?: ManifestRoute
}

export interface ManifestRoute {
  readonly methods: readonly string[]
  readonly path: string
}

export interface ManifestVary {
  /** In lower case; absent where the input is more than one request header. */
  readonly header?: string
  readonly name: string
}

export interface ManifestMutation {
  readonly affects: readonly ManifestEffect[]
  readonly route?: ManifestRoute
}

/** An effect, hidden ones too: whose entries are meant is the secret, never the context. */
export interface ManifestEffect {
  readonly context: string
  readonly explicit?: true
  readonly function?: string
  readonly own?: true
  readonly scope: readonly string[]
}
