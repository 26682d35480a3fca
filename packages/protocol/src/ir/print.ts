/** The canonical text of an IR document (IR.md, Canonical text, Nodes). Prints what it is given: bring it to normal form first. */
import { type KdlNode, printNode } from './kdl-node.ts'
import type {
  AffectsNode,
  ChannelNode,
  ContextNode,
  DeclaredErrorNode,
  FieldView,
  FormNode,
  FunctionNode,
  IrDocument,
  NamedType,
  TypeExpression,
} from './model.ts'
import { docNode, fieldNode, typeNode } from './type-node.ts'

/** UTF-8 text with one trailing newline. */
export function printIr(document: IrDocument): string {
  const nodes: KdlNode[] = [
    { name: 'mizan', args: [1] },
    ...document.types.map(namedTypeNode),
    ...document.contexts.map(contextNode),
    ...document.functions.map(functionNode),
    ...document.channels.map(channelNode),
    ...document.forms.map(formNode),
  ]
  return nodes.map((node) => printNode(node)).join('')
}

export function namedTypeNode({ name, doc, type }: NamedType): KdlNode {
  return { name: 'type', args: [name], children: [...docNode(doc), typeNode(type)] }
}

export function contextNode(context: ContextNode): KdlNode {
  return {
    name: 'context',
    args: [context.name],
    children: [
      ...docNode(context.doc),
      ...(context.vary ?? []).map((vary) => ({ name: 'vary', args: [vary] })),
      ...context.params.map((param) => ({
        name: 'param',
        args: [param.name],
        props: { default: param.default, required: param.required },
        children: [{ name: 'used-by', args: param.usedBy }, typeNode(param.type)],
      })),
    ],
  }
}

export function functionNode(fn: FunctionNode): KdlNode {
  return {
    name: 'function',
    args: [fn.name],
    props: {
      cache: fn.cache,
      context: fn.context,
      deprecated: fn.deprecated,
      kind: fn.kind,
      private: fn.private,
      // Zero is the default of a revision.
      rev: fn.rev === 0 ? undefined : fn.rev,
    },
    children: [
      ...docNode(fn.doc),
      ...textNode('auth', fn.auth),
      ...inputNode('input', fn.input),
      { name: 'output', children: [typeNode(fn.output)] },
      ...(fn.errors ?? []).map(errorNode),
      ...(fn.affects ?? []).map(affectsNode),
      ...(fn.merge ?? []).map((merge) => ({ name: 'merge', args: [merge.context, merge.function] })),
      ...(fn.route === undefined ? [] : [{ name: 'route', args: [fn.route.path, ...fn.route.methods] }]),
      ...textNode('transport', fn.transport),
    ],
  }
}

export function affectsNode(affects: AffectsNode): KdlNode {
  return {
    name: 'affects',
    args: [affects.context],
    props: { explicit: affects.explicit, function: affects.function, own: affects.own },
    children: affects.scope.length === 0 ? [] : [{ name: 'scope', args: affects.scope }],
  }
}

function errorNode(error: DeclaredErrorNode): KdlNode {
  return {
    name: 'error',
    args: [error.code],
    props: { status: error.status },
    children: [typeNode(error.type)],
  }
}

function channelNode(channel: ChannelNode): KdlNode {
  return {
    name: 'channel',
    args: [channel.name],
    children: [
      ...docNode(channel.doc),
      ...textNode('auth', channel.auth),
      ...inputNode('params', channel.params),
      ...messageNode('client', channel.client),
      ...messageNode('server', channel.server),
    ],
  }
}

function formNode(form: FormNode): KdlNode {
  const { formset } = form
  return {
    name: 'form',
    args: [form.name],
    children: [
      ...docNode(form.doc),
      ...textNode('auth', form.auth),
      ...(formset === undefined
        ? []
        : [
            {
              name: 'formset',
              props: {
                'can-add': formset.canAdd,
                'can-delete': formset.canDelete,
                'can-order': formset.canOrder,
                max: formset.max,
                min: formset.min,
              },
            },
          ]),
      ...inputNode('input', form.input),
      { name: 'output', children: [typeNode(form.output)] },
      ...(form.errors ?? []).map(errorNode),
      ...(form.affects ?? []).map(affectsNode),
      ...form.fieldViews.map(fieldViewNode),
    ],
  }
}

function fieldViewNode(view: FieldView): KdlNode {
  return {
    name: 'field-view',
    args: [view.name],
    props: { help: view.help, label: view.label, widget: view.widget },
  }
}

function textNode(name: string, text: string | undefined): KdlNode[] {
  return text === undefined ? [] : [{ name, args: [text] }]
}

function inputNode(name: string, fields: FunctionNode['input']): KdlNode[] {
  return fields.length === 0 ? [] : [{ name, children: fields.map(fieldNode) }]
}

function messageNode(name: string, type: TypeExpression | undefined): KdlNode[] {
  return type === undefined ? [] : [{ name, children: [typeNode(type)] }]
}
