/** What makes a document no IR (IR.md, VAL-13): every problem at once, each with its place. */
import type { IrDocument } from '../model.ts'
import { checkContext, checkContextParams } from './check-context.ts'
import { checkFunction } from './check-function.ts'
import { isFormFunctionName, isTypeName, nameRule } from './check-name.ts'
import { checkFields, checkNamedType, checkType } from './check-type.ts'
import { createInspection, type Inspection } from './inspection.ts'

/** Problems of a document, in normal form or not, as sentences that name their place; none when it is sound. */
export function checkDocument(document: IrDocument): string[] {
  const inspection = createInspection(document)
  checkRepeats(document, inspection)
  for (const type of document.types) checkNamedType(type, inspection)
  for (const context of document.contexts) checkContext(context, inspection)
  for (const fn of document.functions) checkFunction(fn, inspection)
  for (const channel of document.channels) {
    const place = `channel ${channel.name}`
    checkFields(channel.params, place, inspection)
    for (const message of [channel.client, channel.server]) if (message) checkType(message, place, inspection)
  }
  for (const form of document.forms) {
    const place = `form ${form.name}`
    checkFields(form.input, place, inspection)
    checkType(form.output, `${place}, output`, inspection)
  }
  checkContextParams(document, inspection)
  return [...new Set(inspection.problems)]
}

function checkRepeats(document: IrDocument, inspection: Inspection): void {
  const kinds = {
    type: document.types,
    context: document.contexts,
    function: document.functions,
    channel: document.channels,
    form: document.forms,
  }
  for (const [kind, nodes] of Object.entries(kinds)) {
    const seen = new Set<string>()
    for (const { name } of nodes) {
      const isGood = isTypeName(name) || (kind === 'function' && isFormFunctionName(name))
      if (!isGood) inspection.report(`${kind} ${name}`, nameRule)
      if (seen.has(name)) inspection.report(`${kind} ${name}`, 'is declared twice')
      seen.add(name)
    }
  }
}
