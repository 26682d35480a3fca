/** What `contexts.ts`, `queries.ts` and `mutations.ts` have in common: descriptors as object literals, one export each. */
import { type ContextNode, type ContextParam, type Field, paramKind } from '@mizan/protocol'
import {
  type ClientModel,
  type CodecSymbols,
  findVariant,
  type ModelFunction,
} from '../model/client-model.ts'
import { type CodeSymbol, typeSymbol, valueSymbol } from '../model/code-symbol.ts'
import { propertyName, stringLiteral } from './code-text.ts'
import { commaList, hardLine, indent, join, type Layout, typeArguments } from './layout.ts'
import { resultType } from './model-file.ts'

const FOLLOW_CACHE = valueSymbol('followCache', '@mizan/client')
const FOLLOW_VARY = valueSymbol('followVary', '@mizan/client')
const JSON_OBJECT = typeSymbol('JsonObject', '@mizan/client')
/** The arguments of what takes none. */
export const NO_ARGUMENTS = 'Record<never, never>'

export function declareDescriptor(symbol: CodeSymbol, type: Layout, members: readonly Layout[]): Layout {
  const body = indent(hardLine, join(members, [',', hardLine]), ',')
  return [`export const ${symbol.name}: `, type, ' = {', body, hardLine, '}']
}

/** `Descriptor<Arguments, Result, Failure>`; the failure is left out where it is the default. */
export function functionDescriptorType(
  descriptor: CodeSymbol,
  node: ModelFunction,
  model: ClientModel,
): Layout {
  const failure = node.failure === undefined ? [] : [node.failure]
  const parameters = [node.input?.symbol ?? NO_ARGUMENTS, resultType(node, model), ...failure]
  return [descriptor, typeArguments(...parameters)]
}

export function textMember(name: string, value: string): Layout {
  return `${name}: ${stringLiteral(value)}`
}

export function paramsMember(params: readonly (Field | ContextParam)[], model: ClientModel): Layout {
  const kinds = [...params]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type }) => `${propertyName(name)}: ${stringLiteral(paramKind(type, model.usage.types))}`)
  return ['params: ', commaList('{', kinds, '}')]
}

/** Where answers come out of a cache, or depend on more than the identity, the kernel looks at what they say of that. */
export function followMember(context: ContextNode, { contexts }: ClientModel): Layout[] {
  if ((context.vary ?? []).length > 0) return [['follow: ', FOLLOW_VARY]]
  const { queries = [] } = contexts.find(({ node }) => node === context) ?? {}
  const isCached = queries.length > 0 && queries.every(({ node }) => node.cache !== undefined)
  return isCached ? [['follow: ', FOLLOW_CACHE]] : []
}

export function encodeMember(name: 'encode' | 'encodeParams', codec: CodecSymbols | undefined): Layout[] {
  if (codec?.encode === undefined) return []
  const local = name === 'encode' ? 'args' : 'params'
  return [[`${name}: (${local}) => `, codec.encode, `(${local}) as unknown as `, JSON_OBJECT]]
}

/** `decode` and `decodeDetails`, where the wire form differs. */
export function decodeMembers(node: ModelFunction, model: ClientModel): Layout[] {
  const members: Layout[] = []
  const codec = node.output?.codec ?? codecOfNamedOutput(node, model)
  if (codec?.decode !== undefined) members.push(['decode: ', decoder(codec.decode, codec.wire)])
  const details = node.errors.flatMap(({ node: error, codec: own }) =>
    own?.decode === undefined ? [] : [[`${propertyName(error.code)}: `, decoder(own.decode, own.wire)]],
  )
  if (details.length > 0) members.push(['decodeDetails: ', commaList('{', details, '}')])
  return members
}

function codecOfNamedOutput(node: ModelFunction, model: ClientModel): CodecSymbols | undefined {
  const { output } = node.node
  if (output.kind !== 'ref') return undefined
  return findVariant(model, output.name, 'output')?.codec
}

function decoder(decode: CodeSymbol, wire: CodeSymbol): Layout {
  return ['(wire) => ', decode, '(wire as unknown as ', wire, ')']
}
