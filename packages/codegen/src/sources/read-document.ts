/** The top-level nodes of an IR text → IrDocument, with the place of each for later messages (IR.md, Nodes). */
import type {
  ChannelNode,
  ContextNode,
  ContextParam,
  FieldView,
  FormNode,
  FormsetNode,
  IrDocument,
  NamedType,
} from '@mizan/protocol'
import type { Place } from '../diagnostics/diagnostic.ts'
import { flag, list, optional } from '../optional-member.ts'
import type { NodeReader } from './node-reader.ts'
import {
  type Children,
  readAffects,
  readAuth,
  readErrors,
  readFunction,
  readInput,
  readOutput,
} from './read-function.ts'
import { readDoc, readFields, readOneType } from './read-type.ts'

export interface ReadDocument {
  readonly document: IrDocument
  /** By `KIND NAME`, such as `function user_profile`. */
  readonly places: ReadonlyMap<string, Place>
}

/** `nodes` without the version line. Mistakes go to the log of the readers. */
export function readDocument(nodes: readonly NodeReader[]): ReadDocument {
  const places = new Map<string, Place>()
  const found: Record<keyof typeof TOP_LEVEL, { name: string }[]> = {
    type: [],
    context: [],
    function: [],
    channel: [],
    form: [],
  }
  for (const node of nodes) {
    if (!isTopLevel(node.name)) {
      node.fail(`"${node.name}" is not a node of the IR`, `Use ${Object.keys(TOP_LEVEL).join(', ')}.`)
      continue
    }
    const value = TOP_LEVEL[node.name](node)
    if (value === undefined) continue
    const key = `${node.name} ${value.name}`
    if (places.has(key)) {
      node.fail(`The ${node.name} "${value.name}" is declared twice`, 'Names are unique among one kind.')
      continue
    }
    places.set(key, node.place)
    found[node.name].push(value)
  }
  const { type: types, context: contexts, function: functions, channel: channels, form: forms } = found
  return { document: { types, contexts, functions, channels, forms } as unknown as IrDocument, places }
}

const TOP_LEVEL = {
  type: readNamedType,
  context: readContext,
  function: readFunction,
  channel: readChannel,
  form: readForm,
} as const

function isTopLevel(name: string): name is keyof typeof TOP_LEVEL {
  return Object.hasOwn(TOP_LEVEL, name)
}

function readNamedType(node: NodeReader): NamedType | undefined {
  const name = node.readString('name')
  const types: NodeReader[] = []
  const doc = readDoc(node.readChildren({ doc: '?' }, types))
  const type = readOneType(node, types)
  return name === undefined || type === undefined ? undefined : { name, type, ...optional('doc', doc) }
}

function readContext(node: NodeReader): ContextNode | undefined {
  const name = node.readString('name')
  const children = node.readChildren({ doc: '?', vary: '*', param: '*' })
  const doc = readDoc(children)
  const vary = (children.get('vary') ?? []).map(readVary).filter((input) => input !== undefined)
  const params = (children.get('param') ?? []).map(readParam).filter((param) => param !== undefined)
  if (name === undefined) return undefined
  return { name, params, ...optional('doc', doc), ...list('vary', vary) }
}

function readVary(node: NodeReader): string | undefined {
  const input = node.readString('input')
  node.finishLeaf()
  return input
}

function readParam(node: NodeReader): ContextParam | undefined {
  const name = node.readString('name')
  const defaultText = node.takeText('default')
  const required = node.takeFlag('required')
  const types: NodeReader[] = []
  const usedByNode = node.readChildren({ 'used-by': '?' }, types).get('used-by')?.[0]
  const usedBy = usedByNode?.readStrings('query') ?? []
  usedByNode?.finishLeaf()
  if (usedBy.length === 0) node.fail('A param names the queries that use it', 'Add `used-by "…"`.')
  const type = readOneType(node, types)
  if (name === undefined || type === undefined) return undefined
  return { name, type, usedBy, ...optional('default', defaultText), ...flag('required', required) }
}

function readChannel(node: NodeReader): ChannelNode | undefined {
  const name = node.readString('name')
  const children = node.readChildren({ doc: '?', auth: '?', params: '?', client: '?', server: '?' })
  const paramsNode = children.get('params')?.[0]
  const params = readFields(paramsNode?.readChildren({ field: '*' }).get('field') ?? [])
  const rest = {
    ...optional('doc', readDoc(children)),
    ...optional('auth', readAuth(children)),
    ...optional('client', readMessage(children, 'client')),
    ...optional('server', readMessage(children, 'server')),
  }
  return name === undefined ? undefined : { name, params, ...rest }
}

function readMessage(children: Children, direction: 'client' | 'server') {
  const node = children.get(direction)?.[0]
  return node === undefined ? undefined : readOneType(node, node.readAllChildren())
}

function readForm(node: NodeReader): FormNode | undefined {
  const name = node.readString('name')
  const children = node.readChildren({
    doc: '?',
    auth: '?',
    formset: '?',
    input: '?',
    output: '?',
    error: '*',
    affects: '*',
    'field-view': '*',
  })
  const rest = {
    ...optional('doc', readDoc(children)),
    ...optional('auth', readAuth(children)),
    ...optional('formset', readFormset(children)),
    ...list('errors', readErrors(children)),
    ...list('affects', readAffects(children)),
  }
  const input = readInput(children)
  const output = readOutput(node, children)
  const fieldViews = (children.get('field-view') ?? [])
    .map(readFieldView)
    .filter((view) => view !== undefined)
  return name === undefined || output === undefined ? undefined : { name, ...rest, input, output, fieldViews }
}

function readFormset(children: Children): FormsetNode | undefined {
  const node = children.get('formset')?.[0]
  if (node === undefined) return undefined
  const formset: FormsetNode = {
    ...flag('canAdd', node.takeFlag('can-add')),
    ...flag('canDelete', node.takeFlag('can-delete')),
    ...flag('canOrder', node.takeFlag('can-order')),
    ...optional('max', node.takeCount('max')),
    ...optional('min', node.takeCount('min')),
  }
  node.finishLeaf()
  return formset
}

function readFieldView(node: NodeReader): FieldView | undefined {
  const name = node.readString('name')
  const rest = {
    ...optional('help', node.takeText('help')),
    ...optional('label', node.takeText('label')),
    ...optional('widget', node.takeText('widget')),
  }
  node.finishLeaf()
  return name === undefined ? undefined : { name, ...rest }
}
