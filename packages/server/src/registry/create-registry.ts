/** Declarations → what the pipeline serves. Every mistake of every declaration is found before the first request. */
import { checkDocument, fingerprintContext, type IrDocument, printIr } from '@mizan/protocol'
import type { SchemaReader } from '../schema/read-schema.ts'
import { SchemaNames } from '../schema/schema-names.ts'
import { TypeTable } from '../schema/type-table.ts'
import { checkRoutes } from './check-routes.ts'
import { checkSources } from './check-sources.ts'
import { checkVary } from './check-vary.ts'
import { collectFunctions } from './collect-functions.ts'
import { type Compilation, compileFunction, nativesOf } from './compile-function.ts'
import { compileParam } from './compile-param.ts'
import { createDocument, type Effects } from './create-document.ts'
import { DeclarationReport } from './declaration-report.ts'
import type { FunctionDraft } from './function-draft.ts'
import { normalizeDrafts } from './normalize-drafts.ts'
import { type ContextDraft, readContexts } from './read-contexts.ts'
import { readFunction } from './read-function.ts'
import type { RegisteredContext, RegisteredFunction, Registry } from './registry.ts'
import { type AffectsTools, resolveAffects } from './resolve-affects.ts'
import { resolveMerges } from './resolve-merges.ts'

export interface RegistryOptions {
  /** Module namespaces (`import * as users from './users.ts'`); their exported schemas give types their names. */
  readonly modules: readonly object[]
  /** Objects with `@client` methods. */
  readonly instances?: readonly object[]
  /** Names of the app's vary inputs. */
  readonly vary?: readonly string[]
}

/** @throws DeclarationErrors with every mistake there is. */
export function createRegistry(options: RegistryOptions): Registry {
  const report = new DeclarationReport()
  const sources = checkSources({ modules: options.modules, instances: options.instances ?? [] }, report)
  const reader: SchemaReader = { names: new SchemaNames(sources.modules), table: new TypeTable() }
  const collected = collectFunctions(sources, report)
  const read = collected.flatMap((each) => readFunction(each, reader, report) ?? [])
  for (const draft of read) checkVary(draft, options.vary ?? [])
  const { drafts, types } = normalizeDrafts(read, reader.table, report)
  const contexts = readContexts(drafts, types, report)
  const bySource = new Map<unknown, FunctionDraft>(drafts.map((draft) => [draft.collected.source, draft]))
  const effects = resolveEffects(drafts, {
    contexts: new Map(contexts.map((context) => [context.name, context])),
    bySource,
    types,
  })
  const effectsOf = (draft: FunctionDraft): Effects => effects.get(draft) ?? NO_EFFECTS
  checkRoutes(drafts)
  report.throwIfAny()
  const document = createDocument({ drafts, contexts, types, effectsOf })
  for (const problem of checkDocument(document)) report.add('declarations', problem)
  report.throwIfAny()
  const plans = { input: reader.table.plans('input'), output: reader.table.plans('output') }
  return compile(drafts, contexts, { types, plans, document, effectsOf })
}

const NO_EFFECTS: Effects = { affects: [], merge: [] }

function resolveEffects(
  drafts: readonly FunctionDraft[],
  tools: AffectsTools,
): ReadonlyMap<FunctionDraft, Effects> {
  const effects = new Map<FunctionDraft, Effects>()
  for (const draft of drafts) {
    if (draft.kind === 'query') continue
    const affects = resolveAffects(draft, tools)
    effects.set(draft, { affects, merge: resolveMerges(draft, { contexts: tools.contexts, affects }) })
  }
  return effects
}

function compile(
  drafts: readonly FunctionDraft[],
  contexts: readonly ContextDraft[],
  compilation: Compilation,
): Registry {
  const functions = new Map(drafts.map((draft) => [draft.name, compileFunction(draft, compilation)]))
  const names = new Map<unknown, string>(drafts.map((draft) => [draft.collected.source, draft.name]))
  return {
    functions,
    contexts: new Map(
      contexts.map((context) => [context.name, compileContext(context, functions, compilation)]),
    ),
    ir: compilation.document,
    irText: printIr(compilation.document),
    nameOf: (declared) => names.get(declared),
  }
}

function compileContext(
  context: ContextDraft,
  functions: ReadonlyMap<string, RegisteredFunction>,
  compilation: Compilation,
): RegisteredContext {
  const document: IrDocument = compilation.document
  return {
    name: context.name,
    userScoped: context.userScoped,
    vary: context.vary,
    queries: context.queries.flatMap(({ name }) => functions.get(name) ?? []),
    params: context.params.map((param) => compileParam(param, nativesOf('input', compilation))),
    fingerprint: fingerprintContext(document, context.name),
  }
}
