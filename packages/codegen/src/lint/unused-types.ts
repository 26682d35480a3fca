/** Types that no function, context, channel or form reaches; an adapter does not print them (IR.md, IR-3). */
import { createWarning, type Diagnostic } from '../diagnostics/diagnostic.ts'
import { reachedNames, structOf } from '../model/type-walk.ts'
import type { LintedDocument } from './linted-document.ts'

export function findUnusedTypes(linted: LintedDocument): Diagnostic[] {
  const { types, functions, contexts, channels, forms } = linted.document
  const roots = [
    ...[...functions, ...forms].flatMap(({ input, output, errors = [] }) => [
      structOf(input),
      output,
      ...errors.map(({ type }) => type),
    ]),
    ...contexts.flatMap(({ params }) => params.map(({ type }) => type)),
    ...channels.flatMap(({ params, client, server }) => [
      structOf(params),
      ...[client, server].filter((type) => type !== undefined),
    ]),
  ]
  const reached = new Set<string>()
  for (const root of roots) reachedNames(root, linted.types, reached)
  return types
    .filter(({ name }) => !reached.has(name))
    .map(({ name }) =>
      createWarning(`Nothing uses the type "${name}"`, linted.place('type', name), 'Take it away.'),
    )
}
