/** Questions about the IR (IR.md). */
import { checkDocument } from '../ir/check/check-document.ts'
import { fingerprintContext, fingerprintFunction } from '../ir/fingerprint.ts'
import { normalizeDocument } from '../ir/normalize-document.ts'
import { normalizeType } from '../ir/normalize-type.ts'
import { printIr } from '../ir/print.ts'
import type { JsonValue } from '../json/json-value.ts'
import { createManifest, printManifest } from '../manifest/create-manifest.ts'
import { type Questions, Refusal, readOptional, readText, readTexts } from './question.ts'
import { readDocument, readNamedTypes, readType } from './read-model.ts'

export const irQuestions: Questions = {
  // The model holds JSON alone.
  ir_normalize: (question) =>
    normalizeType(readType(question), readNamedTypes(question)) as unknown as JsonValue,
  ir_text: (question) => printIr(normalizeDocument(readDocument(question))),
  ir_check(question) {
    const problems = checkDocument(readDocument(question))
    if (problems.length > 0) throw new Refusal(problems.join('\n'))
    return true
  },
  fingerprint(question) {
    const document = readDocument(question)
    return readOptional(question, 'function') === undefined
      ? fingerprintContext(document, readText(question, 'context'))
      : fingerprintFunction(document, readText(question, 'function'))
  },
  manifest(question) {
    const document = normalizeDocument(readDocument(question))
    const options = { base: readText(question, 'base'), varyHeaders: readTexts(question, 'vary') }
    return printManifest(createManifest(document, options))
  },
}
