/** One declaration → a draft: everything that can be judged without looking at other functions. */
import { isReactContext } from '../declare/react-context.ts'
import { readSchema, type SchemaReader } from '../schema/read-schema.ts'
import type { Reading } from '../schema/reading.ts'
import { checkOptions } from './check-options.ts'
import type { CollectedFunction } from './collect-functions.ts'
import { type DeclarationReport, FunctionReport } from './declaration-report.ts'
import type { FunctionDraft } from './function-draft.ts'
import { NOTHING, readErrors } from './read-errors.ts'
import { readGuard } from './read-guard.ts'
import { readInput } from './read-input.ts'
import { readRoute } from './read-route.ts'

export function readFunction(
  collected: CollectedFunction,
  reader: SchemaReader,
  all: DeclarationReport,
): FunctionDraft | undefined {
  const report = new FunctionReport(all, collected)
  const { options } = collected.declaration
  if (typeof options !== 'object' || options === null) {
    report.add('client wants options and a handler', 'Write client({ input, output, … }, (args, call) => …).')
    return undefined
  }
  checkOptions(options, report)
  const kind = options.context === undefined ? 'mutation' : 'query'
  const input = readInput(options, reader, report)
  return {
    collected,
    name: collected.name,
    place: collected.place,
    kind,
    context: isReactContext(options.context) ? options.context.name : undefined,
    guard: readGuard(options.auth, report),
    route: readRoute(options, { kind, parameters: input.fields.map(({ name }) => name) }, report),
    input,
    output: readOutput(options.output, reader, report),
    errors: readErrors(options.errors, reader, report),
    report,
  }
}

function readOutput(output: unknown, reader: SchemaReader, report: FunctionReport): Reading {
  if (output === undefined) return NOTHING
  return readSchema(output, reader, {
    side: 'output',
    path: 'output',
    owner: report.owner,
    report: report.addAt,
  })
}
