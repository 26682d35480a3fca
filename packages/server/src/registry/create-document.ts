/** Drafts → the IR document of an app, in normal form. */
import {
  type AffectsNode,
  type FunctionNode,
  type IrDocument,
  type NamedTypes,
  normalizeDocument,
} from '@mizan/protocol'
import type { FunctionDraft } from './function-draft.ts'
import type { ContextDraft } from './read-contexts.ts'
import { guardText } from './read-guard.ts'
import type { RegisteredAffect, RegisteredMerge } from './registry.ts'

/** What a function does to contexts. */
export interface Effects {
  readonly affects: readonly RegisteredAffect[]
  readonly merge: readonly RegisteredMerge[]
}

export interface DocumentParts {
  readonly drafts: readonly FunctionDraft[]
  readonly contexts: readonly ContextDraft[]
  readonly types: NamedTypes
  effectsOf(draft: FunctionDraft): Effects
}

export function createDocument(parts: DocumentParts): IrDocument {
  return normalizeDocument({
    types: [...parts.types.values()],
    contexts: parts.contexts.map(({ name, doc, params, vary }) => ({
      name,
      ...(doc === undefined ? {} : { doc }),
      ...(vary.length === 0 ? {} : { vary }),
      params: params.map(({ isFixed: _isFixed, source: _source, ...param }) => param),
    })),
    functions: parts.drafts.map((draft) => toNode(draft, parts.effectsOf(draft))),
    channels: [],
    forms: [],
  })
}

function toNode(draft: FunctionDraft, effects: Effects): FunctionNode {
  const { cache, deprecated, doc, private: isPrivate, rev } = draft.collected.declaration.options
  return {
    name: draft.name,
    kind: draft.kind,
    ...(doc === undefined ? {} : { doc }),
    ...(cache === undefined ? {} : { cache }),
    ...(draft.context === undefined ? {} : { context: draft.context }),
    ...(deprecated === true ? { deprecated } : {}),
    ...(isPrivate === true ? { private: isPrivate } : {}),
    ...(rev === undefined ? {} : { rev }),
    ...(draft.guard === undefined ? {} : { auth: guardText(draft.guard) }),
    input: draft.input.fields,
    output: draft.output.type,
    errors: draft.errors.map(({ code, status, details }) => ({ code, status, type: details.type })),
    affects: distinct(effects.affects.map(toAffects)),
    merge: effects.merge,
    ...(draft.route === undefined ? {} : { route: draft.route }),
  }
}

/** Hidden targets are printed too: the context is no secret, only whose entries are meant. */
function toAffects(affect: RegisteredAffect): AffectsNode {
  return {
    context: affect.context,
    ...(affect.function === undefined ? {} : { function: affect.function }),
    ...(affect.params === undefined ? {} : { explicit: true }),
    ...(affect.own ? { own: true } : {}),
    scope: affect.scope,
  }
}

function distinct(nodes: readonly AffectsNode[]): readonly AffectsNode[] {
  return [...new Map(nodes.map((node) => [JSON.stringify(node), node])).values()]
}
