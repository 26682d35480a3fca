/** A whole document in normal form: sorted, each type said in one way, nothing that nobody reaches (IR.md, Normal forms). */
import { compareByteOrder } from '../values/byte-order.ts'
import { defined } from './defined.ts'
import { printNode } from './kdl-node.ts'
import type {
  AffectsNode,
  ChannelNode,
  ContextNode,
  ContextParam,
  DeclaredErrorNode,
  FormNode,
  FunctionNode,
  IrDocument,
  NamedType,
  TypeExpression,
} from './model.ts'
import { normalizeDoc } from './normalize-doc.ts'
import { normalizeConstant, normalizeField, normalizeType } from './normalize-type.ts'
import { affectsNode } from './print.ts'
import { reachedTypes } from './reached-types.ts'
import { type NamedTypes, toNamedTypes } from './resolve-type.ts'

/** @throws IrError, named by its place, for a type that has no normal form. */
export function normalizeDocument(document: IrDocument): IrDocument {
  const types = toNamedTypes(document.types)
  return {
    types: sortedBy(reachedTypes(document, types), (type) => type.name).map((type) =>
      normalizeNamedType(type, types),
    ),
    contexts: sortedBy(document.contexts, (context) => context.name).map((context) =>
      normalizeContext(context, types),
    ),
    functions: sortedBy(document.functions, (fn) => fn.name).map((fn) => normalizeFunction(fn, types)),
    channels: sortedBy(document.channels, (channel) => channel.name).map((channel) =>
      normalizeChannel(channel, types),
    ),
    forms: sortedBy(document.forms, (form) => form.name).map((form) => normalizeForm(form, types)),
  }
}

export function normalizeNamedType({ name, doc, type }: NamedType, types: NamedTypes): NamedType {
  return defined<NamedType>({ name, doc: normalizeDoc(doc), type: normalizeType(type, types) })
}

export function normalizeContext(context: ContextNode, types: NamedTypes): ContextNode {
  return defined<ContextNode>({
    name: context.name,
    doc: normalizeDoc(context.doc),
    vary: orAbsent(sortedTexts(context.vary ?? [])),
    params: sortedBy(context.params, (param) => param.name).map((param) => normalizeParam(param, types)),
  })
}

function normalizeParam(param: ContextParam, types: NamedTypes): ContextParam {
  const type = normalizeType(param.type, types)
  return defined<ContextParam>({
    name: param.name,
    type,
    default: normalizeConstant(param.default, type, types),
    required: param.required,
    usedBy: sortedTexts(param.usedBy),
  })
}

export function normalizeFunction(fn: FunctionNode, types: NamedTypes): FunctionNode {
  return defined<FunctionNode>({
    name: fn.name,
    kind: fn.kind,
    doc: normalizeDoc(fn.doc),
    cache: fn.cache,
    context: fn.context,
    deprecated: fn.deprecated,
    private: fn.private,
    rev: fn.rev === 0 ? undefined : fn.rev,
    auth: fn.auth,
    input: fn.input.map((field) => normalizeField(field, types)),
    output: normalizeType(fn.output, types),
    errors: normalizeErrors(fn.errors, types),
    affects: normalizeAffects(fn.affects),
    merge: orAbsent(sortedBy(fn.merge ?? [], (merge) => `${merge.context} ${merge.function}`)),
    route: fn.route && { path: fn.route.path, methods: sortedTexts(fn.route.methods) },
    transport: fn.transport,
  })
}

function normalizeChannel(channel: ChannelNode, types: NamedTypes): ChannelNode {
  const message = (type: TypeExpression | undefined) => type && normalizeType(type, types)
  return defined<ChannelNode>({
    name: channel.name,
    doc: normalizeDoc(channel.doc),
    auth: channel.auth,
    params: channel.params.map((field) => normalizeField(field, types)),
    client: message(channel.client),
    server: message(channel.server),
  })
}

function normalizeForm(form: FormNode, types: NamedTypes): FormNode {
  return defined<FormNode>({
    name: form.name,
    doc: normalizeDoc(form.doc),
    auth: form.auth,
    formset: form.formset && defined(form.formset),
    input: form.input.map((field) => normalizeField(field, types)),
    output: normalizeType(form.output, types),
    errors: normalizeErrors(form.errors, types),
    affects: normalizeAffects(form.affects),
    fieldViews: form.fieldViews.map((view) => defined(view)),
  })
}

function normalizeErrors(
  errors: readonly DeclaredErrorNode[] | undefined,
  types: NamedTypes,
): readonly DeclaredErrorNode[] | undefined {
  return orAbsent(
    sortedBy(errors ?? [], (error) => error.code).map(({ code, status, type }) => ({
      code,
      status,
      type: normalizeType(type, types),
    })),
  )
}

/** By context, then function, then printed text; each once. */
function normalizeAffects(affects: readonly AffectsNode[] | undefined): readonly AffectsNode[] | undefined {
  const nodes = (affects ?? []).map((node) =>
    defined<AffectsNode>({ ...node, scope: sortedTexts(node.scope) }),
  )
  const byText = new Map(nodes.map((node) => [printNode(affectsNode(node)), node]))
  return orAbsent(
    sortedBy([...byText], ([text, node]) => `${node.context}\n${node.function ?? ''}\n${text}`).map(
      ([, node]) => node,
    ),
  )
}

function orAbsent<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

function sortedTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted(compareByteOrder)
}

function sortedBy<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return list.toSorted((a, b) => compareByteOrder(keyOf(a), keyOf(b)))
}
