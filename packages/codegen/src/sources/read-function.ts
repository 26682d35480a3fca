/** `function` nodes and the parts they share with forms → IR values (IR.md, Nodes). */
import type {
  AffectsNode,
  DeclaredErrorNode,
  Field,
  FunctionNode,
  MergeNode,
  RouteNode,
  TypeExpression,
} from '@mizan/protocol'
import { flag, list, optional } from '../optional-member.ts'
import type { NodeReader } from './node-reader.ts'
import { readDoc, readFields, readOneType } from './read-type.ts'

export type Children = ReadonlyMap<string, readonly NodeReader[]>

const TRANSPORTS: ReadonlySet<string> = new Set(['http', 'websocket', 'ipc'])
const AUTH_NAMES: ReadonlySet<string> = new Set(['authenticated', 'staff', 'superuser', 'custom'])

export function readFunction(node: NodeReader): FunctionNode | undefined {
  const name = node.readString('name')
  const kind = node.takeText('kind')
  const properties = {
    ...optional('cache', node.takeCount('cache')),
    ...optional('context', node.takeText('context')),
    ...flag('deprecated', node.takeFlag('deprecated')),
    ...flag('private', node.takeFlag('private')),
    ...optional('rev', node.takeCount('rev')),
  }
  const children = node.readChildren({
    doc: '?',
    auth: '?',
    input: '?',
    output: '?',
    error: '*',
    affects: '*',
    merge: '*',
    route: '?',
    transport: '?',
  })
  if (kind !== 'query' && kind !== 'mutation') {
    node.fail('A function needs kind="query" or kind="mutation"')
    return undefined
  }
  const output = readOutput(node, children)
  const rest = {
    ...optional('doc', readDoc(children)),
    ...optional('auth', readAuth(children)),
    ...list('errors', readErrors(children)),
    ...list('affects', readAffects(children)),
    ...list('merge', readMerges(children)),
    ...optional('route', readRoute(children)),
    ...optional('transport', readTransport(children)),
  }
  const input = readInput(children)
  if (name === undefined || output === undefined) return undefined
  return { name, kind, ...properties, ...rest, input, output }
}

export function readInput(children: Children): Field[] {
  const node = children.get('input')?.[0]
  if (node === undefined) return []
  return readFields(node.readChildren({ field: '*' }).get('field') ?? [])
}

export function readOutput(parent: NodeReader, children: Children): TypeExpression | undefined {
  const node = children.get('output')?.[0]
  if (node !== undefined) return readOneType(node, node.readAllChildren())
  parent.fail(`"${parent.name}" lacks its output`, 'Write `output { nothing }` when it gives nothing.')
  return undefined
}

export function readAuth(children: Children): string | undefined {
  const node = children.get('auth')?.[0]
  if (node === undefined) return undefined
  const auth = node.readString('guard')
  node.finishLeaf()
  if (auth !== undefined && !AUTH_NAMES.has(auth) && !/^perm:./.test(auth)) {
    node.fail(
      `"${auth}" is not a guard of the IR`,
      'Use authenticated, staff, superuser, custom or perm:NAME.',
    )
  }
  return auth
}

export function readErrors(children: Children): DeclaredErrorNode[] {
  return collect(children, 'error', (node) => {
    const code = node.readString('code')
    const status = node.takeCount('status')
    const type = readOneType(node, node.readAllChildren())
    if (status === undefined || status < 400 || status > 499) {
      node.fail('A declared error needs a status from 400 to 499')
      return undefined
    }
    return code === undefined || type === undefined ? undefined : { code, status, type }
  })
}

export function readAffects(children: Children): AffectsNode[] {
  return collect(children, 'affects', (node) => {
    const context = node.readString('context')
    const functionName = node.takeText('function')
    const explicit = node.takeFlag('explicit')
    const own = node.takeFlag('own')
    const scopeNode = node.readChildren({ scope: '?' }).get('scope')?.[0]
    const scope = scopeNode?.readStrings('param') ?? []
    scopeNode?.finishLeaf()
    if (context === undefined) return undefined
    return {
      context,
      scope,
      ...optional('function', functionName),
      ...flag('explicit', explicit),
      ...flag('own', own),
    }
  })
}

function readMerges(children: Children): MergeNode[] {
  return collect(children, 'merge', (node) => {
    const context = node.readString('context')
    const functionName = node.readString('function')
    node.finishLeaf()
    return context === undefined || functionName === undefined
      ? undefined
      : { context, function: functionName }
  })
}

function readRoute(children: Children): RouteNode | undefined {
  const node = children.get('route')?.[0]
  if (node === undefined) return undefined
  const path = node.readString('path')
  const methods = node.readStrings('method')
  node.finishLeaf()
  return path === undefined ? undefined : { path, methods }
}

function readTransport(children: Children): 'http' | 'websocket' | 'ipc' | undefined {
  const node = children.get('transport')?.[0]
  if (node === undefined) return undefined
  const transport = node.readString('name')
  node.finishLeaf()
  if (transport === undefined || TRANSPORTS.has(transport)) return transport as 'http' | undefined
  node.fail(`"${transport}" is not a transport of the IR`, 'Use http, websocket or ipc.')
  return undefined
}

function collect<Value>(
  children: Children,
  name: string,
  read: (node: NodeReader) => Value | undefined,
): Value[] {
  return (children.get(name) ?? []).map(read).filter((value) => value !== undefined)
}
