/** The text of an edge manifest, checked before anything is believed of it (SPEC.md, EDGE-1). */
import type { Field, NamedType, TypeExpression } from '../ir/model.ts'
import { toNamedTypes } from '../ir/resolve-type.ts'
import { JsonError } from '../json/json-error.ts'
import { parseJson } from '../json/parse-json.ts'
import { compileChecker } from '../structure/compile-checker.ts'
import { isName } from '../values/name.ts'
import type { EdgeManifest } from './edge-manifest.ts'

/** @throws TypeError for a text that is no manifest of this version. */
export function readManifest(text: string): EdgeManifest {
  const value = parse(text)
  const result = compileChecker({ kind: 'ref', name: 'Manifest' }, toNamedTypes(types))(value)
  if (!result.ok) {
    const [[pointer, messages] = ['', []]] = Object.entries(result.fields)
    throw new TypeError(`This is no edge manifest of version 1: "${pointer}" ${messages[0]}.`)
  }
  // What was just checked.
  const manifest = result.value as unknown as EdgeManifest
  const odd = Object.keys(manifest.contexts).find((name) => !isName(name))
  if (odd !== undefined)
    throw new TypeError(`This is no edge manifest of version 1: ${JSON.stringify(odd)} is no name.`)
  return manifest
}

function parse(text: string) {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new TypeError(`This is no edge manifest: ${error.message}`, { cause: error })
  }
}

const text: TypeExpression = { kind: 'string' }
const truth: TypeExpression = { kind: 'boolean' }
const name: TypeExpression = { kind: 'string', maxLength: 128, pattern: '[A-Za-z][A-Za-z0-9_]*' }
const texts: TypeExpression = { kind: 'list', item: text }
const path: TypeExpression = { kind: 'string', pattern: '/[^?#]*' }
const textTypes = ['bigint', 'boolean', 'bytes', 'date', 'datetime', 'decimal', 'duration', 'integer']
const moreTypes = ['number', 'string', 'time', 'uuid']
const items: TypeExpression = { kind: 'enum', values: [...textTypes, ...moreTypes] }

const types: readonly NamedType[] = [
  struct('Manifest', {
    version: { kind: 'literal', value: 1 },
    base: { kind: 'string', pattern: '(/[A-Za-z0-9._~-]+)*' },
    contexts: { kind: 'map', value: ref('Context') },
    mutations: { kind: 'map', value: ref('Mutation') },
  }),
  struct('Context', {
    cacheable: truth,
    endpoint: path,
    functions: list(ref('Function')),
    params: { kind: 'map', value: ref('Param') },
    render_strategy: { kind: 'enum', values: ['psr', 'dynamic_cached'] },
    schema: { kind: 'string', pattern: '[0-9a-f]{16}' },
    ttl: { kind: 'nullable', type: { kind: 'number', min: 0 } },
    user_scoped: truth,
    vary: list(ref('Vary')),
    views: list(path),
  }),
  struct(
    'Function',
    { name, params: list(name), path: { kind: 'enum', values: ['rpc', 'view'] }, rev: { kind: 'number' } },
    { auth: text, route: ref('Route') },
  ),
  struct(
    'Param',
    { type: { kind: 'enum', values: [...textTypes, ...moreTypes, 'list', 'json'] }, required: truth },
    { items, default: { kind: 'json' } },
  ),
  struct('Vary', { name }, { header: { kind: 'string', pattern: '[a-z0-9-]+' } }),
  struct('Route', { methods: texts, path }),
  struct('Mutation', { affects: list(ref('Effect')) }, { route: ref('Route') }),
  struct('Effect', { context: name, scope: list(name) }, { explicit: truth, function: name, own: truth }),
]

function struct(
  named: string,
  required: Readonly<Record<string, TypeExpression>>,
  optional: Readonly<Record<string, TypeExpression>> = {},
): NamedType {
  const fields: Field[] = [
    ...Object.entries(required).map(([field, type]) => ({ name: field, type })),
    ...Object.entries(optional).map(([field, type]) => ({ name: field, type, optional: true })),
  ]
  return { name: named, type: { kind: 'struct', fields } }
}

function list(item: TypeExpression): TypeExpression {
  return { kind: 'list', item }
}

function ref(named: string): TypeExpression {
  return { kind: 'ref', name: named }
}
